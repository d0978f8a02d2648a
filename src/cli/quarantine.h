/* quarantine, events: the commands that look into the keeper and act on it. */
#ifndef CLI_QUARANTINE_H
#define CLI_QUARANTINE_H

/**
 * cli_quarantine(argc, argv), cli_events(argc, argv): Run the command.
 *
 * Takes:   argv  argv[0] is the command's name
 * Gives:   its exit status
 */
int cli_quarantine(int argc, char **argv);
int cli_events(int argc, char **argv);

#endif
