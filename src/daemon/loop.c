/* diaried: options, signals, and when the next cycle is. The cycle itself is di_cycle_run. */
#include <diarie/daemon.h>

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

enum {
	BACK_OFF_FIRST_S = 30,
	BACK_OFF_MOST_S = 3600,
	IDLE_MOST_S = 540,       /* IDLE is renewed after nine minutes (DOMAIN.md 2.4) */
	EXTRACTOR_REST_S = 60,
	OUTBOX_LOOK_S = 300,
	SOON_S = 60,
	KEPT_BYTES = 8 << 20,
	CONSENT_LOOK_S = 5,
};

static volatile sig_atomic_t stop_asked;
static gint64 watchdog_us; /* half of what systemd waits for; 0: no watchdog */
static gint64 watchdog_fed_us;

static void
ask_to_stop(int signal_number G_GNUC_UNUSED)
{
	stop_asked = 1;
}

/* Signals are blocked, so that nothing is cut short; in the middle of a cycle they are pending. The daemon reads them from a descriptor. */
static gboolean
is_stopping(void)
{
	sigset_t pending;

	if (!stop_asked && sigpending(&pending) == 0 && (sigismember(&pending, SIGTERM) || sigismember(&pending, SIGINT)))
		stop_asked = 1;
	return stop_asked;
}

static void
feed_watchdog(void)
{
	gint64 now = g_get_monotonic_time();

	if (watchdog_us == 0 || now - watchdog_fed_us < watchdog_us / 2)
		return;
	watchdog_fed_us = now;
	di_service_tell("WATCHDOG=1");
}

static void
tell_rest(int seconds, const char *what)
{
	g_autofree char *state = g_strdup_printf("STATUS=Väntar %d sekunder på %s", seconds, what);

	di_service_tell(state);
}

static void
prepare_watchdog(void)
{
	watchdog_us = di_service_watchdog_us() / 2;
}

typedef struct {
	char *config_path, *check;
	gboolean once, login, version;
} Options;

static gboolean
parse_options(int *argc, char ***argv, Options *options, GError **error)
{
	GOptionEntry entries[] = {
		{"config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config_path, "Read FILE instead of the default", "FILE"},
		{"once", 0, 0, G_OPTION_ARG_NONE, &options->once, "Handle what waits, send what is due, and exit", NULL},
		{"check", 0, 0, G_OPTION_ARG_STRING, &options->check, "Try one way out and exit: token, mailbox or outgoing", "WAY"},
		{"login", 0, 0, G_OPTION_ARG_NONE, &options->login, "Get a person's consent (diarie login does this) and exit", NULL},
		{"version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Print the version and exit", NULL},
		{NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
	};
	g_autoptr(GOptionContext) context = g_option_context_new("— the daemon of a diarium of quarterly reports");

	g_option_context_add_main_entries(context, entries, NULL);
	return g_option_context_parse(context, argc, argv, error);
}

/* Passwords are in this process: it leaves no core file and cannot be traced by its own user. */
static void
protect_process(void)
{
	const struct rlimit no_core = {0, 0};

	setrlimit(RLIMIT_CORE, &no_core);
	prctl(PR_SET_DUMPABLE, 0);
}

static int
fail(const GError *error)
{
	di_log(DI_LOG_ERR, "%s", error->message);
	return di_error_exit_status(error);
}

static int
check(const DiConfig *config, const char *way)
{
	g_autoptr(GError) error = NULL;

	signal(SIGINT, SIG_DFL); /* there is nothing to bring to an end first */
	signal(SIGTERM, SIG_DFL);
	return di_check_run(config, way, &error) ? EX_OK : fail(error);
}

static void
block_signals(sigset_t *set, gboolean is_daemon)
{
	sigemptyset(set);
	if (is_daemon)
		sigaddset(set, SIGHUP);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigprocmask(SIG_BLOCK, set, NULL);
	di_mailbox_stop_when(is_stopping);
}

static int
run_once(DiHouse *house)
{
	DiCycle cycle = {0};
	g_autoptr(GError) error = NULL;

	house->stopping = is_stopping;
	if (!di_cycle_run_all(house, &cycle, &error))
		return fail(error);
	di_log(DI_LOG_INFO, "fetched %u, filed %u, to review %u, sent %u", cycle.fetched, cycle.filed, cycle.to_review, cycle.sent);
	if (cycle.refused)
		return EX_CONFIG;
	if (cycle.unread)
		di_log(DI_LOG_WARNING, "%u mails wait to be read again, since their reader died; run diaried --once again in some minutes", cycle.unread);
	if (is_stopping())
		di_log(DI_LOG_NOTICE, "stopped before all was done; what is left is done by the next round");
	return cycle.elsewhere || cycle.mail_failed || cycle.move_failed || cycle.send_failed || cycle.unread || is_stopping() ? EX_TEMPFAIL : EX_OK;
}

typedef struct {
	DiHouse *house;     /* NULL: it cannot be opened now, and is tried again */
	const char *config_path;
	int signals; /* signalfd */
	int back_off_s;
	gboolean goes_on;    /* the next cycle begins at once */
	gboolean has_rested; /* what the start needed has been given back */
	guint dropped; /* sessions in a row that the server ended soon after they began to wait */
	int exit_status;
} Loop;

static int
next_back_off(int seconds)
{
	return seconds == 0 ? BACK_OFF_FIRST_S : MIN(seconds * 2, BACK_OFF_MOST_S);
}

/* A configuration that cannot be used leaves the old one in force. */
static void
reload(Loop *loop)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiConfig) config = di_config_load(loop->config_path, &error);
	g_autoptr(DiLetters) letters = config ? di_letters_load(NULL, &error) : NULL;

	loop->back_off_s = 0;
	if (!letters) {
		di_log(DI_LOG_ERR, "the old configuration stays in force: %s", error->message);
		return;
	}
	di_service_tell("RELOADING=1");
	g_clear_pointer(&loop->house, di_house_close); /* the database is locked for one at a time; it is opened again with the next cycle */
	di_log(DI_LOG_NOTICE, "the configuration was read again");
}

/* A disk that is full or read-only, a register that another holds: waited for, as in the middle of the work. systemd starts a daemon that
 * ends again and again ten times in an hour (StartLimitBurst=), and then no more. */
static gboolean
open_house(Loop *loop)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiConfig) config = di_config_load(loop->config_path, &error);

	if (config)
		loop->house = di_house_open(g_steal_pointer(&config), &error);
	if (loop->house) {
		loop->back_off_s = 0;
		di_service_tell("READY=1\nSTATUS=Läser brevlådan");
		return TRUE;
	}
	if (!di_error_is_temporary(error)) {
		loop->exit_status = fail(error);
		return FALSE;
	}
	loop->back_off_s = next_back_off(loop->back_off_s);
	di_log(DI_LOG_WARNING, "%s; tried again in %d seconds", error->message, loop->back_off_s);
	di_service_tell("READY=1");
	tell_rest(loop->back_off_s, "diariet");
	return FALSE;
}

/* How long nothing needs doing, if no mail comes. */
static int
rest_ms(const Loop *loop)
{
	DiTime now = di_clock_now();
	DiTime opening = di_reminder_opening(loop->house->config, now);
	gint64 left_us = loop->house->mail_rests_until_us - g_get_monotonic_time();
	gint64 letters_us = loop->house->letters_rest_until_us - g_get_monotonic_time();
	gint64 rest_s = left_us > 0 ? left_us / G_USEC_PER_SEC + 1
				    : loop->house->mailbox ? IDLE_MOST_S : loop->house->config->mailbox.poll_s;

	if (opening > now) /* not during the hours themselves */
		rest_s = MIN(rest_s, (opening - now) / DI_SECOND + 1);
	if (letters_us > 0)
		rest_s = MIN(rest_s, letters_us / G_USEC_PER_SEC + 1);
	return (int)(MIN(rest_s, OUTBOX_LOOK_S) * 1000);
}

static void
take_signal(Loop *loop)
{
	struct signalfd_siginfo info;

	if (read(loop->signals, &info, sizeof info) != sizeof info)
		return;
	if (info.ssi_signo != SIGHUP) {
		stop_asked = 1;
		return;
	}
	reload(loop);
}

/* The mailbox rests because nobody has consented, or no longer; now somebody has (diarie login). */
static gboolean
is_let_in_again(Loop *loop)
{
	if (!loop->house || loop->house->mail_rests_until_us == 0 || !loop->house->tokens || !di_tokens_is_consented_anew(loop->house->tokens))
		return FALSE;
	di_log(DI_LOG_NOTICE, "somebody has consented anew; the mailbox is tried at once");
	loop->house->mail_rests_until_us = 0;
	loop->back_off_s = 0;
	return TRUE;
}

/* How long to wait before something is to be looked at that wakes nobody up. */
static int
step_most_ms(const Loop *loop)
{
	gboolean is_refused = loop->house && loop->house->tokens && di_tokens_refusal(loop->house->tokens);
	gint64 most_ms = watchdog_us ? watchdog_us / 1000 : G_MAXINT;

	return (int)MIN(most_ms, is_refused ? CONSENT_LOOK_S * 1000 : G_MAXINT);
}

static void
wait_in_steps(Loop *loop, int mail_fd, int timeout_ms)
{
	struct pollfd watched[2] = {{.fd = loop->signals, .events = POLLIN}, {.fd = mail_fd, .events = POLLIN}};
	gint64 end_us = g_get_monotonic_time() + (gint64)timeout_ms * 1000;

	for (;;) {
		gint64 left_ms = (end_us - g_get_monotonic_time()) / 1000;
		int step_ms = (int)CLAMP(left_ms, 0, step_most_ms(loop));

		feed_watchdog();
		if (poll(watched, mail_fd >= 0 ? 2 : 1, step_ms) > 0 || left_ms <= 0 || is_let_in_again(loop))
			return;
		if (!loop->house)
			continue;
		di_extractor_rest(loop->house->extractor, EXTRACTOR_REST_S);
		di_extractor_rest(loop->house->second, EXTRACTOR_REST_S);
	}
}

/* One session that is dropped is replaced at once. A server that drops each is left in peace for a while: many short connections
 * are what some punish (Exchange). */
static void
mind_dropped(Loop *loop, gint64 began_us)
{
	loop->dropped = g_get_monotonic_time() - began_us < SOON_S * G_USEC_PER_SEC ? loop->dropped + 1 : 0;
	if (loop->dropped > 1 && !is_stopping())
		wait_in_steps(loop, -1, (int)di_clock_rest(BACK_OFF_FIRST_S, loop->dropped - 2, OUTBOX_LOOK_S) * 1000);
}

/* Waits for mail, a signal, or the time of the next thing to do. */
static void
rest(Loop *loop)
{
	DiHouse *house = loop->house;
	g_autoptr(GError) error = NULL;
	gint64 began_us = g_get_monotonic_time();
	int timeout_ms = rest_ms(loop);
	gboolean news = FALSE;
	gboolean waiting = house->mailbox && loop->back_off_s == 0 &&
		di_mailbox_wait_begin(house->mailbox, timeout_ms, &error);

	wait_in_steps(loop, waiting ? di_mailbox_fd(house->mailbox) : -1, timeout_ms);
	if (waiting && !di_mailbox_wait_end(house->mailbox, &news, &error))
		waiting = FALSE;
	if (house->mailbox && !waiting && loop->back_off_s == 0) {
		di_log(DI_LOG_INFO, "the mailbox session ended: %s", error ? error->message : "closed");
		g_clear_pointer(&house->mailbox, di_mailbox_close);
		mind_dropped(loop, began_us);
	}
}

/* For how long a server has asked to be left in peace. */
static int
asked_for_s(const DiHouse *house)
{
	return MAX(house->trouble ? di_patience_s(house->trouble) : 0, house->tokens ? di_tokens_wait_s(house->tokens) : 0);
}

/* Each mail takes and frees some megabytes. malloc would give them to the kernel and ask for them again twenty times a mail, each time
 * with fresh pages; give_back does it when the work is over. */
static void
keep_memory(void)
{
	mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	mallopt(M_TOP_PAD, KEPT_BYTES / 8);
	mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
}

/* After work the daemon waits for days: what the work needed is given back to the machine. */
static void
give_back(Loop *loop, const DiCycle *cycle)
{
	if (!cycle->fetched && !cycle->filed && !cycle->sent && loop->has_rested)
		return;
	loop->has_rested = TRUE; /* starting is work, too */
	di_registry_rest(loop->house->registry);
	di_memory_rest();
}

static void
run_cycle(Loop *loop)
{
	g_autoptr(GError) error = NULL;
	DiCycle cycle = {0};

	loop->house->alive = feed_watchdog;
	loop->house->stopping = is_stopping;
	loop->house->is_service = TRUE;
	loop->goes_on = FALSE;
	if (!di_cycle_run(loop->house, &cycle, &error)) {
		if (!di_error_is_temporary(error)) {
			loop->exit_status = fail(error);
			return;
		}
		/* a full disk, a register that is locked: waited for like a server, for systemd starts a daemon that ends ten times and no more */
		di_log(DI_LOG_WARNING, "%s", error->message);
		cycle.mail_failed = TRUE;
	}
	loop->goes_on = cycle.again;
	if (!cycle.again)
		give_back(loop, &cycle);
	if (cycle.mail_rested && !cycle.mail_failed)
		return;
	if (cycle.mail_failed || (cycle.move_failed && !loop->house->mailbox)) {
		loop->back_off_s = MAX(next_back_off(loop->back_off_s), asked_for_s(loop->house));
		loop->house->mail_rests_until_us = g_get_monotonic_time() + (gint64)loop->back_off_s * G_USEC_PER_SEC;
		di_log(DI_LOG_WARNING, "the mailbox is tried again in %d seconds", loop->back_off_s);
		tell_rest(loop->back_off_s, "brevlådan");
	} else {
		loop->back_off_s = 0;
		loop->house->mail_rests_until_us = 0;
		di_service_tell("STATUS=Väntar på post");
	}
}

static void
run_loop(Loop *loop)
{
	while (!stop_asked && loop->exit_status == EX_OK) {
		struct pollfd signal_ready = {.fd = loop->signals, .events = POLLIN};

		if (loop->house || open_house(loop)) {
			run_cycle(loop);
			if (!stop_asked && loop->exit_status == EX_OK && !loop->goes_on)
				rest(loop);
		} else if (loop->exit_status == EX_OK) {
			wait_in_steps(loop, -1, loop->back_off_s * 1000);
		}
		while (poll(&signal_ready, 1, 0) > 0)
			take_signal(loop);
	}
	di_service_tell("STOPPING=1");
}

/* SIGTERM during a cycle ends it at the next safe point; while waiting it comes through the descriptor. */
static int
run_daemon(const char *config_path)
{
	Loop loop = {.config_path = config_path, .exit_status = EX_OK};
	sigset_t set;

	block_signals(&set, TRUE);
	loop.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (loop.signals < 0) {
		di_log(DI_LOG_ERR, "cannot watch signals: %s", g_strerror(errno));
		return EX_OSERR;
	}
	prepare_watchdog();
	run_loop(&loop);
	di_house_close(loop.house);
	close(loop.signals);
	di_log(DI_LOG_INFO, "stopped");
	return loop.exit_status;
}

static int
run(const Options *options)
{
	const char *path = options->config_path ? options->config_path : di_config_default_path();
	g_autoptr(GError) error = NULL;
	g_autoptr(DiConfig) config = di_config_load(path, &error);
	sigset_t signals;
	DiHouse *house;
	int status;

	if (!config)
		return fail(error);
	di_secret_look_beside(path);
	if (options->check || options->login)
		return check(config, options->login ? "login" : options->check);
	if (di_clock_is_replaced())
		di_log(DI_LOG_WARNING, "DIARIE_NOW is set: the clock stands still; letters may go out on the wrong day");
	if (!options->once)
		return run_daemon(path);
	block_signals(&signals, FALSE);
	house = di_house_open(g_steal_pointer(&config), &error);
	if (!house)
		return fail(error);
	status = run_once(house);
	di_house_close(house);
	return status;
}

int
di_daemon_main(int argc, char **argv)
{
	Options options = {0};
	g_autoptr(GError) error = NULL;
	struct sigaction stop = {.sa_handler = ask_to_stop};
	int status;

	g_set_prgname("diaried");
	protect_process();
	keep_memory();
	di_journal_use(DI_JOURNAL_SOCKET);
	if (!parse_options(&argc, &argv, &options, &error) || argc > 1) {
		fprintf(stderr, "diaried: %s; see diaried --help\n", error ? error->message : "it takes no arguments");
		g_free(options.config_path);
		return EX_USAGE;
	}
	if (options.version) {
		puts(PACKAGE_STRING);
		return EX_OK;
	}
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	status = run(&options);
	g_free(options.config_path);
	g_free(options.check);
	return status;
}
