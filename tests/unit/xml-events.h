/* XML as xml.c hands it out, written down: what xml-plain.c reads must be what expat reads. */
#pragma once

#include "../../src/document/xml.h"

#include <string.h>

static const DiXmlSpace event_spaces[] = {{"urn:a", "a"}, {"urn:b", "b"}};
static const DiXmlName event_names[] = {{"a:p", 1}, {"a:t", 2}, {"b:p", 3}};
static DiXmlVocabulary event_words = {event_spaces, G_N_ELEMENTS(event_spaces), event_names, G_N_ELEMENTS(event_names), NULL};

static inline void
event_begin(gpointer user, int token, const DiXmlAttributes *attributes)
{
	g_string_append_printf(user, "(%d", token);
	for (const char **pair = attributes->pairs; *pair; pair += 2)
		g_string_append_printf(user, " %s=[%s]", pair[0], pair[1]);
	g_string_append_c(user, ':');
}

static inline void
event_end(gpointer user, int token)
{
	g_string_append_printf(user, "%d)", token);
}

static inline void
event_text(gpointer user, const char *text, size_t size)
{
	g_string_append_len(user, text, (gssize)size);
}

/* What is read of BYTES, fed in pieces of PIECE_BYTES; "damaged" whatever came before the mistake. */
static inline char *
xml_events(const char *bytes, gsize size, gsize piece_bytes)
{
	static const DiXmlHandler handler = {event_begin, event_end, event_text};
	GString *events = g_string_new(NULL);
	g_autoptr(DiXml) xml = di_xml_new(&event_words, &handler, events);

	for (gsize at = 0; at < size && di_xml_feed(xml, bytes + at, MIN(piece_bytes, size - at)); at += piece_bytes)
		;
	if (!di_xml_finish(xml))
		g_string_assign(events, "damaged");
	return g_string_free(events, FALSE);
}

/* The same by expat alone: a comment in front is nothing that xml-plain.c reads. */
static inline char *
xml_events_of_expat(const char *bytes, gsize size)
{
	g_autoptr(GString) text = g_string_new_len(bytes, (gssize)size);
	gsize mark = g_str_has_prefix(text->str, "\xef\xbb\xbf") ? 3 : 0;
	const char *end = g_str_has_prefix(text->str + mark, "<?xml") ? strstr(text->str, "?>") : NULL;

	g_string_insert(text, end ? end + 2 - text->str : (gssize)mark, "<!-- -->");
	return xml_events(text->str, text->len, text->len);
}
