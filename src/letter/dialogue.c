/* Reads the dialogue with the server along: libcurl's own result does not tell apart what decides about a letter. */
#include "dialogue.h"

#include "refusal.h"

#include <string.h>

void
di_dialogue_begin(DiDialogue *dialogue, DiWatch *watch)
{
	*dialogue = (DiDialogue){.reply = g_string_new(NULL), .watch = watch};
	di_watch_begin(watch);
}

void
di_dialogue_clear(DiDialogue *dialogue)
{
	if (dialogue->reply)
		g_string_free(dialogue->reply, TRUE);
	g_free(dialogue->given_up);
	*dialogue = (DiDialogue){0};
}

/* One line of the server's: "250-SIZE" goes on, "250 OK" ends a reply. */
static void
hear_line(DiDialogue *dialogue, const char *line, gsize length)
{
	int code;

	if (length < 3 || !g_ascii_isdigit(line[0]) || !g_ascii_isdigit(line[1]) || !g_ascii_isdigit(line[2]))
		return;
	if (length > 9 && g_ascii_strncasecmp(line + 4, "AUTH ", 5) == 0)
		g_strlcpy(dialogue->offers, line + 9, MIN(length - 9 + 1, sizeof dialogue->offers));
	if (length > 3 && line[3] == '-')
		return;
	code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	if (dialogue->data_open)
		dialogue->final_code = code;
	dialogue->data_open = dialogue->data_open || (dialogue->mail_begun && code == 354);
	dialogue->code = code;
	g_string_truncate(dialogue->reply, 0);
	g_string_append_len(dialogue->reply, line, (gssize)length);
	di_watch_heard(dialogue->watch);
}

int
di_dialogue_listen(CURL *curl G_GNUC_UNUSED, curl_infotype type, char *data, size_t size, void *user_data)
{
	DiDialogue *dialogue = user_data;

	if (type == CURLINFO_HEADER_OUT && size >= 5 && g_ascii_strncasecmp(data, "EHLO ", 5) == 0)
		*dialogue->offers = '\0';
	if (type == CURLINFO_HEADER_OUT && size >= 5 && g_ascii_strncasecmp(data, "AUTH ", 5) == 0)
		dialogue->auth_begun = TRUE;
	if (type == CURLINFO_HEADER_OUT && size >= 5 && g_ascii_strncasecmp(data, "MAIL ", 5) == 0)
		dialogue->mail_begun = TRUE;
	if (type == CURLINFO_HEADER_OUT && size >= 5 && !dialogue->is_over && g_ascii_strncasecmp(data, "QUIT", 4) != 0)
		dialogue->at_recipient = g_ascii_strncasecmp(data, "RCPT ", 5) == 0;
	if (type == CURLINFO_HEADER_OUT && size >= 4 && g_ascii_strncasecmp(data, "QUIT", 4) == 0)
		dialogue->is_over = TRUE;
	if (type == CURLINFO_DATA_OUT)
		di_watch_heard(dialogue->watch);
	if (type == CURLINFO_HEADER_IN && !dialogue->is_over)
		hear_line(dialogue, data, size - (size > 0 && data[size - 1] == '\n') -
			(size > 1 && data[size - 1] == '\n' && data[size - 2] == '\r'));
	return 0;
}

size_t
di_dialogue_give_text(char *buffer, size_t size, size_t count, void *user_data)
{
	DiDialogue *dialogue = user_data;
	gsize part = MIN(size * count, dialogue->size - dialogue->offset);

	memcpy(buffer, dialogue->bytes + dialogue->offset, part);
	dialogue->offset += part;
	dialogue->text_given = dialogue->offset == dialogue->size;
	return part;
}

/* libcurl calls it whenever something happens, and once a second. */
int
di_dialogue_look_up(void *user_data, curl_off_t to_come G_GNUC_UNUSED, curl_off_t come G_GNUC_UNUSED, curl_off_t to_go G_GNUC_UNUSED,
	curl_off_t gone G_GNUC_UNUSED)
{
	DiDialogue *dialogue = user_data;

	if (!dialogue->given_up)
		dialogue->given_up = di_watch_give_up(dialogue->watch, dialogue->text_given);
	return dialogue->given_up != NULL;
}

DiSendOutcome
di_dialogue_outcome(const DiDialogue *dialogue)
{
	int code = dialogue->data_open ? dialogue->final_code : dialogue->code;

	if (dialogue->data_open && code == 0)
		return dialogue->text_given ? DI_SENT_UNCERTAIN : DI_SENT_LATER;
	if (dialogue->data_open && code >= 200 && code < 300)
		return DI_SENT;
	if (dialogue->data_open && code < 400)
		return DI_SENT_UNCERTAIN;
	if (dialogue->mail_begun && code >= 500 && code < 600 && !di_refusal_is_about_login(code))
		return DI_SENT_REFUSED;
	return DI_SENT_LATER;
}

gboolean
di_dialogue_is_silence(const DiDialogue *dialogue, DiSendOutcome outcome)
{
	int code = dialogue->data_open ? dialogue->final_code : dialogue->code;

	return outcome == DI_SENT_UNCERTAIN ? code == 0 : outcome == DI_SENT_LATER && code < 400;
}

gboolean
di_dialogue_is_about_address(const DiDialogue *dialogue)
{
	if (dialogue->data_open)
		return di_refusal_names_nobody(dialogue->reply->str);
	return dialogue->at_recipient && di_refusal_is_about_address(dialogue->reply->str);
}

char *
di_dialogue_own_name(const char *mail_from)
{
	const char *name = g_get_host_name();
	gboolean is_fit = strchr(name, '.') && strlen(name) <= 253;

	for (const char *c = name; *c; c++)
		is_fit = is_fit && (g_ascii_isalnum(*c) || *c == '.' || *c == '-');
	return g_strdup(is_fit ? name : strchr(mail_from, '@') + 1);
}
