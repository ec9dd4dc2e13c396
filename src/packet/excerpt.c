/* The beginning of a long text, cut where a reader would pause. */
#include <diarie/packet.h>

#include <string.h>

/* A sentence ends at AT, which is ".", "?" or "!": white space and a capital follow, or the end of the line. */
static gboolean
ends_sentence(const char *at)
{
	const char *next = at + 1 + strspn(at + 1, ")\"”’");

	if (*next == '\n' || *next == '\0')
		return TRUE;
	return *next == ' ' && g_unichar_isupper(g_utf8_get_char(next + 1));
}

/* The last good place to stop in the first SIZE bytes; 0: none. */
static gsize
pause_in(const char *text, gsize size)
{
	gsize best = 0;

	for (gsize i = 0; i < size; i++) {
		if (text[i] == '\n' && i)
			best = i;
		else if (strchr(".?!", text[i]) && text[i] && ends_sentence(text + i))
			best = i + 1 + strspn(text + i + 1, ")\"”’");
	}
	return MIN(best, size);
}

static gsize
space_in(const char *text, gsize size)
{
	while (size > 0 && text[size] != ' ')
		size--;
	return size;
}

char *
di_excerpt(const char *text, glong characters, gboolean *is_cut_out)
{
	gsize size = (gsize)(g_utf8_offset_to_pointer(text, MIN(characters, g_utf8_strlen(text, -1))) - text), end;
	char *cut;

	*is_cut_out = text[size] != '\0';
	if (!*is_cut_out)
		return g_strdup(text);
	end = pause_in(text, size);
	if (end < size / 3)
		end = space_in(text, size);
	cut = g_strndup(text, end ? end : size);
	g_strchomp(cut);
	return cut;
}
