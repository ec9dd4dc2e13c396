/* How long a letter on its way is waited for: see di_sender_set_patience. */
#pragma once

#include <diarie/letter.h>

typedef struct {
	DiSenderPatience patience;
	gboolean (*is_stopping)(void); /* NULL: never */
	void (*alive)(void);           /* NULL: nobody listens */
	gint64 heard_us; /* monotonic: when the server answered last, or took text */
	gint64 stop_us;  /* since when diarie is to stop; 0: it is not */
} DiWatch;
#define DI_WATCH_UNTOLD {.patience = {.connect_s = 30, .silent_s = 60, .whole_s = 120, .stop_s = 30}}

/* A transaction begins. */
void di_watch_begin(DiWatch *watch);
/* The server is there. */
void di_watch_heard(DiWatch *watch);
/* Asked once a second. Why it is given up now; NULL: it is not. TEXT_GIVEN: the final dot may be on its way. */
char *di_watch_give_up(DiWatch *watch, gboolean text_given);
