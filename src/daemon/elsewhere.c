/* Is this the machine that the register is kept on? A copy of it that is at work on another one (a server that was moved and whose old one still
 * runs, a restore that is tried with the real settings) would take mails away from the first, and each reminder would go twice: it does nothing
 * until a person has said that this is the one. */
#include <diarie/daemon.h>

#include <stdlib.h>
#include <string.h>

#define KEPT_ON "dator" /* hash of the identity of the machine that keeps the register (machine-id(5)) */

#define BY_TWO "flera" /* in its place: another machine was seen at work with a copy, whatever its identity */

enum { ID_CHARS = 32, FILE_BYTES_MAX = 256 };

/* It stays the same when the kernel, the disk, the name or the address changes. NULL: this machine has none (many containers). The identity itself
 * is not to be shown to others, so that not even a copy of the register holds it. */
static char *
machine(void)
{
	const char *chosen = getenv("DIARIE_MACHINE_ID");
	g_autoptr(GBytes) bytes = di_file_read(chosen ? chosen : "/etc/machine-id", FILE_BYTES_MAX, NULL);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autofree char *line = text ? g_strndup(text, size) : NULL, *salted = NULL;

	if (!line || strlen(g_strstrip(line)) != ID_CHARS || strspn(line, "0123456789abcdef") != ID_CHARS || strspn(line, "0") == ID_CHARS)
		return NULL;
	salted = g_strconcat("diarie ", line, NULL);
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, salted, -1);
}

static gboolean
note(DiHouse *house, gboolean elsewhere, GError **error)
{
	g_autofree char *noted = di_registry_state_get(house->registry, DI_STATE_ELSEWHERE);

	return elsewhere == (noted != NULL) || di_registry_state_set(house->registry, DI_STATE_ELSEWHERE, elsewhere ? "ja" : NULL, error);
}

gboolean
di_elsewhere_seen(DiHouse *house, GError **error)
{
	return di_registry_state_set(house->registry, KEPT_ON, BY_TWO, error) && note(house, TRUE, error) &&
		di_registry_log(house->registry, "en annan dator arbetar med en kopia", NULL, NULL, error);
}

gboolean
di_elsewhere_check(DiHouse *house, gboolean *elsewhere_out, GError **error)
{
	g_autofree char *here = machine(), *kept_on = di_registry_state_get(house->registry, KEPT_ON);
	gboolean elsewhere = kept_on && (here ? strcmp(kept_on, here) != 0 : g_str_equal(kept_on, BY_TWO));

	if (here && !kept_on && !di_registry_state_set(house->registry, KEPT_ON, here, error))
		return FALSE;
	if (elsewhere && !house->told_elsewhere) {
		di_log(DI_LOG_ERR, "the register was kept on another machine until now: nothing is read, and no letter goes out, until the diaried "
			"there has been stopped and 'diarie resume' has been run here");
		di_service_tell("STATUS=Registret hör till en annan dator: diarie resume");
	}
	house->told_elsewhere = elsewhere;
	*elsewhere_out = elsewhere;
	return note(house, elsewhere, error);
}
