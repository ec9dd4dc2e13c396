/* Why a mail could not be read, as its sender is told (DOMAIN.md section 6, letter 7), with what to do about it. What is a fault of
 * ours (time, a reader that died) is no matter of the sender's. */
#include <diarie/daemon.h>

#include <string.h>

/* What fault, and the words for it. {typ} is the file's kind. */
static const struct {
	DiFault fault;
	const char *words;
} remedies[] = {
	{DI_FAULT_LOSENORD, "Filen är skyddad med lösenord. Ta bort skyddet och spara om den."},
	{DI_FAULT_SKADAD, "Filen verkar vara skadad. Det hjälper ofta att öppna den och spara den på nytt."},
	{DI_FAULT_FOR_STOR, "Filen är för stor. Minska bilderna eller spara den som pdf."},
	{DI_FAULT_TEXT_SAKNAS, "Filen innehåller bara bilder, till exempel en inskannad sida. Skicka gärna Word-filen i stället."},
};

/* Kinds that people send and could send as something else, by the format that was found in them. */
static const struct {
	const char *format, *words;
} kinds[] = {
	{"pages", "Filen är skriven i Pages, som vi inte kan öppna. Välj Arkiv, Exportera till, Word i Pages och skicka den filen."},
	{"heic", "Bilden är i Apples format HEIC, som vi inte kan öppna. Skicka gärna Word-filen, eller bilden som JPEG eller PDF."},
	{"xlsx", "Filen är ett kalkylblad, och rapporten brukar vara ett dokument. Skicka gärna Word-filen eller en PDF."},
	{"doc", "Filen är skriven i en mycket gammal version av Word. Öppna den i Word och spara den på nytt."},
};

static const char *
extension_of(const char *name)
{
	const char *dot = name ? strrchr(name, '.') : NULL;

	return dot && dot[1] && strlen(dot) <= 8 ? dot + 1 : NULL;
}

static char *
cannot_open(const DiMailPart *part)
{
	const char *extension = part ? extension_of(part->name) : NULL;
	g_autofree char *lower = extension ? g_utf8_strdown(extension, -1) : NULL;

	return lower ? g_strdup_printf("Vi kan inte öppna filer av typen %s.", lower) : g_strdup("Vi kan inte öppna filer av den typen.");
}

static char *
words_for(const DiAnswer *answer, const DiReport *report)
{
	for (guint i = 0; i < G_N_ELEMENTS(remedies); i++)
		if (remedies[i].fault == report->fault)
			return g_strdup(remedies[i].words);
	if (report->fault != DI_FAULT_FORMAT)
		return NULL;
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_strcmp0(kinds[i].format, report->format) == 0)
			return g_strdup(kinds[i].words);
	return cannot_open(report->part_index >= 0 ? answer->parts->pdata[report->part_index] : NULL);
}

/* What comes with a mail by itself, and is no attempt at a report. */
static gboolean
is_company(const DiMailPart *part)
{
	static const char *const companions[] = {"ics", "vcf", "p7s", "asc", "png", "jpg", "jpeg", "gif", "htm", "html", NULL};
	const char *extension = extension_of(part->name);
	g_autofree char *lower = extension ? g_ascii_strdown(extension, -1) : NULL;

	return part->is_text || part->is_inline_image || g_str_has_prefix(part->type ? part->type : "", "message/") ||
		(lower && g_strv_contains(companions, lower));
}

/* Outlook's own wrapping, which held nothing that could be unwrapped. */
static gboolean
is_winmail(const DiMailPart *part)
{
	return g_strcmp0(part->type, "application/ms-tnef") == 0 || (part->name && g_ascii_strcasecmp(part->name, "winmail.dat") == 0);
}

static gboolean
has_child(const DiAnswer *answer, guint index)
{
	for (guint i = index + 1; i < answer->parts->len; i++)
		if (((const DiMailPart *)answer->parts->pdata[i])->parent == (int)index)
			return TRUE;
	return FALSE;
}

#define ENCRYPTED "Mejlet är krypterat, och vi kan inte läsa det i den här brevlådan."

static gboolean
is_sealed(const DiMailPart *part)
{
	const char *extension = extension_of(part->name);

	return extension && (g_ascii_strcasecmp(extension, "p7m") == 0 || g_ascii_strcasecmp(extension, "rpmsg") == 0);
}

/* An attachment that nothing was read from, of a kind that is not read at all. */
static char *
unknown_attachment(const DiAnswer *answer)
{
	for (guint i = 0; i < answer->parts->len; i++) {
		const DiMailPart *part = answer->parts->pdata[i];

		if (is_company(part) || has_child(answer, i))
			continue;
		if (is_winmail(part))
			return g_strdup("Bilagan kom fram som winmail.dat. Skicka mejlet i formatet HTML eller oformaterad text.");
		return is_sealed(part) ? g_strdup(ENCRYPTED) : cannot_open(part);
	}
	return NULL;
}

char *
di_unreadable_attachment(const DiAnswer *answer)
{
	gboolean any_document = FALSE;

	for (guint i = 0; i < answer->reports->len; i++) {
		const DiReport *report = answer->reports->pdata[i];
		char *words = report->fault != DI_FAULT_NONE ? words_for(answer, report) : NULL;

		if (words)
			return words;
		any_document |= report->part_index >= 0;
	}
	return any_document || di_mail_holds_document(answer) ? NULL : unknown_attachment(answer);
}

/* Is there a document among the attachments that was opened, though it is no report: minutes, a picture of text? */
gboolean
di_mail_holds_document(const DiAnswer *answer)
{
	static const char *const readable[] = {"docx", "doc", "pdf", "odt", "rtf", "txt", "zip", "eml", NULL};

	for (guint i = 0; i < answer->parts->len; i++) {
		const DiMailPart *part = answer->parts->pdata[i];
		const char *extension = part->is_text ? NULL : extension_of(part->name);
		g_autofree char *lower = extension ? g_ascii_strdown(extension, -1) : NULL;

		if (lower && g_strv_contains(readable, lower))
			return TRUE;
	}
	return FALSE;
}

/* Words of somebody who thinks that the report is in the mail. */
static gboolean
speaks_of_attachment(const DiMail *mail)
{
	static const char *const words[] = {"bifog", "här kommer", "bilaga", "bilagd", "översänder", "skickar härmed", "se bilag"};
	g_autofree char *own = mail->lines ? g_strjoinv(" ", mail->lines) : g_strdup("");
	g_autofree char *folded = di_text_fold(own);

	for (guint i = 0; i < G_N_ELEMENTS(words) && !strchr(folded, '?'); i++)
		if (strstr(folded, words[i]))
			return TRUE;
	return FALSE;
}

gboolean
di_unreadable_is_held_back(const DiMail *mail)
{
	return g_strcmp0(mail->attachment, "granskas") == 0;
}

char *
di_unreadable_mail(const DiMail *mail)
{
	if (mail->is_encrypted)
		return g_strdup(ENCRYPTED);
	if (mail->has_cloud_link)
		return g_strdup("Mejlet innehöll en länk till ett dokument. Vi kan inte öppna länkar, så bifoga filen i stället.");
	if (di_unreadable_is_held_back(mail) || g_strcmp0(mail->attachment, "ja") == 0)
		return g_strdup("Bilagan kom inte fram till oss.");
	return speaks_of_attachment(mail) ? g_strdup("Det fanns ingen bilaga i mejlet.") : NULL;
}
