/* What is done with a mail that no person may have written, by DiMail.machine. */
#include <diarie/daemon.h>

const char *
di_machine_reason(const char *machine)
{
	static const char *const reasons[][2] = {
		{"stand-in", "Servern kunde inte lämna ut ett mejl. Öppna det i Outlook."},
		{"undelivered", "Ett mejl säger att ett brev inte kom fram. Läs vilket."},
		{"no-sender", "Mejlet säger inte vem som har skickat det. Läs det i brevlådan."},
	};

	for (guint i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (g_strcmp0(reasons[i][0], machine) == 0)
			return reasons[i][1];
	return NULL;
}

gboolean
di_machine_may_be_person(const char *machine)
{
	static const char *const kinds[] = {"answers-suppressed", "list", "precedence", "null-return-path", "several-senders", "loop", NULL};

	return machine && g_strv_contains(kinds, machine);
}

gboolean
di_machine_may_report(const char *machine)
{
	return !machine || g_str_equal(machine, "away-with-file");
}
