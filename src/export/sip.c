/* The files of a package, in their order: data, its description, METS of the representation, documentation, METS of the whole.
 *
 *	SFG_25-13/METS.xml
 *	         /documentation/om-paketet.txt
 *	         /representations/rep1/METS.xml
 *	         /representations/rep1/data/ERMS.xml
 *	         /representations/rep1/data/25-13.2/fil1.docx, mejl.eml
 */
#include "sip.h"

#include <string.h>

static void
file_free(gpointer data)
{
	DiSipFile *file = data;

	g_free(file->name);
	g_free(file->type);
	g_free(file->created);
	g_bytes_unref(file->bytes);
	g_free(file);
}

static void
record_free(gpointer data)
{
	DiSipRecord *record = data;

	g_free(record->number);
	g_free(record->folder);
	g_free(record->kind);
	g_free(record->title);
	g_free(record->party);
	g_free(record->moment);
	g_free(record->registered);
	g_free(record->registered_by);
	g_free(record->secrecy);
	g_free(record->annulled);
	g_free(record->replaced_by);
	g_free(record->disposed);
	g_strfreev(record->history);
	g_ptr_array_unref(record->files);
	g_free(record);
}

DiSip *
di_sip_new(void)
{
	DiSip *package = g_new0(DiSip, 1);

	package->records = g_ptr_array_new_with_free_func(record_free);
	return package;
}

void
di_sip_free(DiSip *package)
{
	if (!package)
		return;
	g_free(package->number);
	g_free(package->insats);
	g_free(package->huvudman);
	g_free(package->opened);
	g_free(package->changed);
	g_free(package->agency);
	g_free(package->software_version);
	g_ptr_array_unref(package->records);
	g_free(package);
}

DiSipRecord *
di_sip_add(DiSip *package)
{
	DiSipRecord *record = g_new0(DiSipRecord, 1);

	record->files = g_ptr_array_new_with_free_func(file_free);
	g_ptr_array_add(package->records, record);
	return record;
}

void
di_sip_add_file(DiSipRecord *record, const char *name, const char *type, const char *created, GBytes *bytes)
{
	DiSipFile *file = g_new0(DiSipFile, 1);

	file->name = g_strdup(name);
	file->type = g_strdup(type);
	file->created = g_strdup(created);
	file->bytes = g_bytes_ref(bytes);
	g_ptr_array_add(record->files, file);
}

char *
di_sip_name(const DiSip *package)
{
	return g_strcanon(g_strdup(package->number), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ".-_", '_');
}

char *
package_uuid(const DiSip *package, const char *what)
{
	g_autofree char *name = g_strdup_printf("diarie\n%s\n%s\n%s", package->agency, package->number, what);
	char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
	char *uuid;

	hash[12] = '8'; /* version 8: made as its maker likes */
	hash[16] = 'a'; /* variant of RFC 9562 */
	uuid = g_strdup_printf("%.8s-%.4s-%.4s-%.4s-%.12s", hash, hash + 8, hash + 12, hash + 16, hash + 20);
	g_free(hash);
	return uuid;
}

char *
package_id(const DiSip *package, const char *what)
{
	g_autofree char *uuid = package_uuid(package, what);

	return g_strconcat("uuid-", uuid, NULL);
}

/* What the sender called it after its last point, if that is a plain word; else what its type is called. */
static char *
ending_of(const DiSipFile *file)
{
	static const char *const types[][2] = {{"message/rfc822", "eml"}, {"application/pdf", "pdf"}, {"text/plain", "txt"}};
	const char *dot = file->name ? strrchr(file->name, '.') : NULL;
	g_autofree char *ending = dot ? g_ascii_strdown(dot + 1, -1) : g_strdup("");
	gsize length = strlen(ending);

	if (length >= 1 && length <= 5 && strspn(ending, G_CSET_a_2_z G_CSET_DIGITS) == length)
		return g_steal_pointer(&ending);
	for (guint i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_strcmp0(file->type, types[i][0]) == 0)
			return g_strdup(types[i][1]);
	return g_strdup("bin");
}

char *
package_file_path(const DiSipRecord *record, guint n)
{
	g_autofree char *ending = ending_of(record->files->pdata[n]);

	return g_strdup_printf("%s/fil%u.%s", record->folder, n + 1, ending);
}

static void
listed_free(gpointer data)
{
	Listed *listed = data;

	g_free(listed->id);
	g_free(listed->path);
	g_free(listed->type);
	g_free(listed->created);
	g_free(listed->sha256);
	g_free(listed);
}

typedef struct {
	const DiSip *package;
	DiSipPut put;
	gpointer user;
} Writing;

/* Hands over the file FOLDER/PATH and lists it in GROUP (NULL: not) by PATH. */
static gboolean
put_file(const Writing *writing, const char *folder, Listed facts, GBytes *bytes, GPtrArray *group, GError **error)
{
	g_autofree char *whole = g_strconcat(folder, facts.path, NULL);
	Listed *listed;

	if (group) {
		listed = g_new0(Listed, 1);
		listed->id = package_id(writing->package, whole);
		listed->path = g_strdup(facts.path);
		listed->type = g_strdup(facts.type);
		listed->created = g_strdup(facts.created);
		listed->sha256 = di_sha256(bytes);
		listed->size = (gint64)g_bytes_get_size(bytes);
		g_ptr_array_add(group, listed);
	}
	return writing->put(whole, bytes, writing->user, error);
}

/* TEXT is taken. */
static gboolean
put_text(const Writing *writing, const char *folder, const char *path, char *text, GPtrArray *group, GError **error)
{
	g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
	g_autofree char *name = g_strdup(path), *type = g_strdup(g_str_has_suffix(path, ".xml") ? "application/xml" : "text/plain");

	return put_file(writing, folder, (Listed){.path = name, .type = type, .created = writing->package->changed}, bytes, group, error);
}

#define REPRESENTATION "representations/rep1/"

static gboolean
put_record(const Writing *writing, const DiSipRecord *record, GPtrArray *data, GError **error)
{
	for (guint i = 0; i < record->files->len; i++) {
		DiSipFile *file = record->files->pdata[i];
		g_autofree char *inner = package_file_path(record, i), *path = g_strconcat("data/", inner, NULL);
		Listed facts = {.path = path, .type = file->type, .created = file->created};

		if (!put_file(writing, REPRESENTATION, facts, file->bytes, data, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
put_data(const Writing *writing, GPtrArray *data, GError **error)
{
	for (guint i = 0; i < writing->package->records->len; i++)
		if (!put_record(writing, writing->package->records->pdata[i], data, error))
			return FALSE;
	return put_text(writing, REPRESENTATION, "data/ERMS.xml", erms_write(writing->package), data, error);
}

/* For the person who opens the package in thirty years. */
static char *
about(const DiSip *package)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "Ärende %s, %s\n%s\n%s\n%s\n", package->number, package->agency, package->insats, package->huvudman,
		package->is_open ? "\nÄrendet var inte avslutat när paketet togs ut.\n" : "");
	g_string_append_printf(text, "Paketet innehåller ett ärende ur diariet: handlingarna så som de kom in och breven så som de gick, byte för\n"
		"byte, och uppgifterna om dem. Det är ett E-ARK SIP 2.1 (FGS Paketstruktur 2.0); representations/rep1/data/ERMS.xml\n"
		"beskriver ärendet enligt E-ARK CITS ERMS 2.1 (FGS Ärendehantering 2.0). Varje fil har en SHA-256 i en METS.xml.\n\n"
		"Ärendet öppnades %s och ändrades senast %s.\n"
		"METS.xml bär den senare tiden: samma ärende ger samma paket, när det än tas ut.\n\nHandlingar\n", package->opened, package->changed);
	for (guint i = 0; i < package->records->len; i++) {
		const DiSipRecord *record = package->records->pdata[i];

		g_string_append_printf(text, "%s  %.10s  %s\n", record->number, record->moment, record->title);
	}
	return g_string_free(text, FALSE);
}

gboolean
di_sip_write(const DiSip *package, DiSipPut put, gpointer user, GError **error)
{
	const Writing writing = {package, put, user};
	g_autoptr(GPtrArray) data = g_ptr_array_new_with_free_func(listed_free);
	g_autoptr(GPtrArray) representation = g_ptr_array_new_with_free_func(listed_free);
	g_autoptr(GPtrArray) documentation = g_ptr_array_new_with_free_func(listed_free);

	return put_data(&writing, data, error) &&
		put_text(&writing, "", REPRESENTATION "METS.xml", mets_write_representation(package, data), representation, error) &&
		put_text(&writing, "", "documentation/om-paketet.txt", about(package), documentation, error) &&
		put_text(&writing, "", "METS.xml", mets_write_root(package, documentation, representation), NULL, error);
}
