/* fault: one number that says who must act.
 *
 * Every fallible function returns int: 0 (or a positive value its header documents) on success, one of
 * these on failure.  An input fault never stops the judging of a message: it becomes evidence or a gap. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

enum fault {
	FAULT_INPUT = -1,  /* the outside sent something malformed: evidence */
	FAULT_LIMIT = -2,  /* a declared ceiling was reached: "not inspected", never "clean" */
	FAULT_LATER = -3,  /* would probably work on retry: SMTP 4xx */
	FAULT_CONFIG = -4, /* the operator must change something: refuse to start */
	FAULT_ABSENT = -5, /* looked for, not there: usually not an error */
	FAULT_SYSTEM = -6, /* the kernel said no; errno holds why */
};

/* The longest explanation a fault carries; longer ones are cut. */
#define WHY_MAX 256

/* A sentence for people, filled only on failure; always the last parameter, may be NULL. */
struct why {
	char text[WHY_MAX];
};

/**
 * why_set(why, fault, format, ...): Write the sentence and give FAULT back.
 *
 * Takes:   why     may be NULL (nothing is written)
 *          format  as printf; the result is cut at WHY_MAX - 1 octets
 * Gives:   fault, so that a function can `return why_set(why, FAULT_CONFIG, ...)`
 */
int why_set(struct why *why, int fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/**
 * why_system(why, what): FAULT_SYSTEM with WHAT and the text of errno; errno is kept.
 */
int why_system(struct why *why, const char *what);

/**
 * fault_name(fault): The fault's name in lower case ("limit"); "unknown" for any other number.
 */
const char *fault_name(int fault);

#endif
