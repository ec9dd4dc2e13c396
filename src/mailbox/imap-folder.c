/* What a folder is called on the wire. Staff write "/" between folder and subfolder; a server may want another sign there, or all folders below
 * INBOX. A name that is refused is tried the other ways, and the way that goes is kept for the session. */
#include "imap.h"

#include <string.h>

/* DiImap.naming */
enum { AS_WRITTEN, BY_DELIMITER, BELOW_INBOX };

static gboolean
is_flagged(const struct mailimap_mailbox_list *folder, const char *flag)
{
	if (!folder->mb_flag || !folder->mb_flag->mbf_oflags)
		return FALSE;
	for (clistiter *at = clist_begin(folder->mb_flag->mbf_oflags); at; at = clist_next(at)) {
		const struct mailimap_mbx_list_oflag *other = clist_content(at);

		if (other->of_flag_ext && g_ascii_strcasecmp(other->of_flag_ext, flag) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_wire_name(const char *name)
{
	for (; *name; name++)
		if (g_ascii_iscntrl(*name))
			return FALSE;
	return TRUE;
}

/* LIST "" PATTERN. FOLDERS_OUT: to be freed by mailimap_list_result_free. */
static gboolean
list_folders(DiImap *imap, const char *pattern, clist **folders_out, GError **error)
{
	*folders_out = NULL;
	return di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, error) &&
		di_imap_check(imap, mailimap_list(imap->session, "", pattern, folders_out), DI_ERROR_TEMPORARY, "list the folders", error);
}

/* Found by its flag: its name is in each user's language. */
static char *
find_junk(DiImap *imap, GError **error)
{
	clist *folders;
	char *found = NULL;

	if (!list_folders(imap, "*", &folders, error))
		return NULL;
	for (clistiter *at = clist_begin(folders); at && !found; at = clist_next(at)) {
		const struct mailimap_mailbox_list *folder = clist_content(at);

		if (is_flagged(folder, "Junk") && is_wire_name(folder->mb_name))
			found = g_strdup(folder->mb_name);
	}
	mailimap_list_result_free(folders);
	if (!found)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "no folder of '%s' at '%s' is flagged \\Junk",
			imap->user, imap->host);
	return found;
}

/* LIST "" "" gives the character between folder and subfolder (RFC 3501, 6.3.8). */
static gboolean
learn_delimiter(DiImap *imap)
{
	clist *answers;

	if (imap->delimiter)
		return TRUE;
	if (!list_folders(imap, "", &answers, NULL))
		return FALSE;
	if (clist_begin(answers)) {
		char told = ((const struct mailimap_mailbox_list *)clist_content(clist_begin(answers)))->mb_delimiter;

		imap->delimiter = g_ascii_isgraph(told) ? told : '\0';
	}
	mailimap_list_result_free(answers);
	return imap->delimiter != '\0';
}

char *
di_imap_folder(DiImap *imap, const char *folder, GError **error)
{
	const char inbox[] = {'I', 'N', 'B', 'O', 'X', imap->delimiter, '\0'};
	char *wire;

	if (!*folder)
		return g_strdup(imap->home);
	if (g_str_equal(folder, "\\Junk"))
		return find_junk(imap, error);
	wire = di_utf7_encode(folder, error); /* in which "/" is a "/" of FOLDER, for the others are "," */
	if (wire && imap->naming != AS_WRITTEN)
		g_strdelimit(wire, "/", imap->delimiter);
	if (wire && imap->naming == BELOW_INBOX && g_ascii_strcasecmp(wire, "INBOX") != 0 && !g_str_has_prefix(wire, inbox)) {
		g_autofree char *written = wire;

		wire = g_strconcat(inbox, written, NULL);
	}
	return wire;
}

/* FALSE: there is no other way. */
static gboolean
name_otherwise(DiImap *imap, const char *folder)
{
	if (!*folder || *folder == '\\' || imap->naming == BELOW_INBOX || !learn_delimiter(imap))
		return FALSE;
	imap->naming = imap->naming == AS_WRITTEN && strchr(folder, '/') && imap->delimiter != '/' ? BY_DELIMITER : BELOW_INBOX;
	return TRUE;
}

gboolean
di_imap_by_any_name(DiImap *imap, const char *folder, DiImapAttempt attempt, gpointer user, GError **error)
{
	guint naming = imap->naming;
	g_autoptr(GError) first = NULL;

	do {
		g_autofree char *wire = di_imap_folder(imap, folder, error);
		GError *refused = NULL;

		if (!wire)
			return FALSE;
		if (attempt(imap, wire, folder, user, &refused))
			return TRUE;
		if (!g_error_matches(refused, DI_ERROR, DI_ERROR_NOT_FOUND) && !g_error_matches(refused, DI_ERROR, DI_ERROR_DENIED)) {
			g_propagate_error(error, refused);
			return FALSE;
		}
		if (first)
			g_error_free(refused);
		else
			first = refused;
	} while (name_otherwise(imap, folder));
	imap->naming = naming;
	if (!di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, error)) /* while the other name was looked for: whether there is such a folder nobody knows */
		return FALSE;
	g_propagate_error(error, g_steal_pointer(&first));
	return FALSE;
}

/* One that is only the parent of others is made by CREATE, too. */
static gboolean
is_selectable(const struct mailimap_mailbox_list *folder)
{
	const struct mailimap_mbx_list_flags *flags = folder->mb_flag;

	return !(flags && flags->mbf_type == MAILIMAP_MBX_LIST_FLAGS_SFLAG && flags->mbf_sflag == MAILIMAP_MBX_LIST_SFLAG_NOSELECT) &&
		!is_flagged(folder, "NonExistent");
}

/* Where the server does not say, CREATE will. */
static gboolean
is_there(DiImap *imap, const char *wire)
{
	clist *folders;
	gboolean found = FALSE;

	if (!list_folders(imap, wire, &folders, NULL))
		return FALSE;
	for (clistiter *at = clist_begin(folders); at && !found; at = clist_next(at)) {
		const struct mailimap_mailbox_list *folder = clist_content(at);

		found = is_selectable(folder) && g_str_equal(folder->mb_name, wire); /* "*" and "%" in WIRE stand for others, too */
	}
	mailimap_list_result_free(folders);
	return found;
}

static gboolean
make(DiImap *imap, const char *wire, const char *folder, gpointer user G_GNUC_UNUSED, GError **error)
{
	g_autofree char *doing = g_strdup_printf("make the folder '%s'", folder);

	if (is_there(imap, wire))
		return TRUE;
	if (!di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, error) ||
		!di_imap_check(imap, mailimap_create(imap->session, wire), DI_ERROR_DENIED, doing, error) ||
		!di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, error))
		return FALSE;
	/* Not subscribed, the folder is there, but some mail programs do not show it: no reason to stop. */
	return di_imap_in_step(imap, mailimap_subscribe(imap->session, wire)) || di_imap_ready(imap, 0, error);
}

gboolean
di_imap_make_folder(DiImap *imap, const char *folder, GError **error)
{
	return di_imap_by_any_name(imap, folder, make, NULL, error);
}
