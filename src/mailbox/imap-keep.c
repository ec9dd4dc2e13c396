/* A mail of our own put into a folder by APPEND, marked as read. */
#include "imap.h"

static int
say(DiImap *imap, const char *wire, const void *bytes, gsize size)
{
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	int rc;

	mailimap_flag_list_add(flags, mailimap_flag_new_seen());
	rc = mailimap_append(imap->session, wire, flags, NULL, bytes, size);
	mailimap_flag_list_free(flags);
	return rc;
}

/* A server that knows no APPEND says BAD, after which libetpan trusts nothing: but if the next answer is the next question's, both sides still agree. */
static gboolean
is_only_bad(DiImap *imap, int rc)
{
	return rc == MAILIMAP_ERROR_PROTOCOL && di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, NULL) &&
		mailimap_noop(imap->session) == MAILIMAP_NO_ERROR;
}

/* DI_ERROR_NOT_FOUND: it was refused, maybe since there is no such folder. */
static gboolean
say_once(DiImap *imap, const char *folder, const void *bytes, gsize size, GError **error)
{
	g_autofree char *doing = g_strdup_printf("keep a note in the folder '%s'", folder);
	g_autofree char *wire = di_imap_folder(imap, folder, error);
	int rc;

	if (!wire || !di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, error))
		return FALSE;
	rc = say(imap, wire, bytes, size);
	if (!is_only_bad(imap, rc))
		return di_imap_check(imap, rc, DI_ERROR_NOT_FOUND, doing, error);
	g_set_error(error, DI_ERROR, DI_ERROR_DENIED, "cannot %s at '%s' as '%s': the server knows no APPEND", doing, imap->host, imap->user);
	return FALSE;
}

/* Where it is refused, the folder is looked for, or made (servers forget TRYCREATE), and it is said once more. */
gboolean
di_imap_keep(DiSource *source, const char *folder, const void *bytes, gsize size, GError **error)
{
	DiImap *imap = (DiImap *)source;
	GError *refused = NULL;

	if (say_once(imap, folder, bytes, size, &refused))
		return TRUE;
	if (g_error_matches(refused, DI_ERROR, DI_ERROR_NOT_FOUND)) {
		g_clear_error(&refused);
		if (di_imap_make_folder(imap, folder, &refused) && say_once(imap, folder, bytes, size, &refused))
			return TRUE;
	}
	if (g_error_matches(refused, DI_ERROR, DI_ERROR_NOT_FOUND))
		refused->code = DI_ERROR_DENIED; /* a folder that was made just now: something else is refused */
	g_propagate_error(error, refused);
	return FALSE;
}
