/* commands: what `postern` can be told to do; one file each, one row each in the table of main.c.
 *
 * Each takes the arguments behind "postern", its own name first, and gives the exit status (enum cli_status). */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

int cli_serve(int argc, char **argv);
int cli_check_config(int argc, char **argv);
int cli_scan(int argc, char **argv);
int cli_explain(int argc, char **argv);
int cli_quarantine(int argc, char **argv);
int cli_keys(int argc, char **argv);
int cli_reports(int argc, char **argv);
int cli_events(int argc, char **argv);
int cli_shadow(int argc, char **argv);
int cli_feedback(int argc, char **argv);
int cli_eval(int argc, char **argv);
int cli_train(int argc, char **argv);
int cli_model(int argc, char **argv);
int cli_reputation(int argc, char **argv);
int cli_lists(int argc, char **argv);
int cli_lookup(int argc, char **argv);
int cli_geo(int argc, char **argv);
int cli_migrate(int argc, char **argv);
int cli_selftest(int argc, char **argv);

#endif
