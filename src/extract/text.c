/* diarie-extract --text: the words of one document as plain text, in the order in which they are read. The document comes on
 * standard input, its text leaves on standard output, or (EX_DATAERR) why there is none, in Swedish. The walls of a child
 * stand before the first byte is read. */
#include "walls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* Cells of a row are parted by tabs, items of a list stand on lines of their own, all else has an empty line before it. */
static const char *
between(const DiBlock *last, const DiBlock *block)
{
	if (!last)
		return "";
	if (last->table > 0 && last->table == block->table && last->row == block->row)
		return last->column == block->column ? "\n" : "\t";
	if (last->table > 0 && last->table == block->table)
		return "\n";
	return last->kind == DI_BLOCK_LIST_ITEM && block->kind == DI_BLOCK_LIST_ITEM ? "\n" : "\n\n";
}

static char *
text_of(const DiDocument *document)
{
	GString *text = g_string_new(NULL);
	const DiBlock *last = NULL;

	for (guint i = 0; i < document->blocks->len; i++) {
		const DiBlock *block = document->blocks->pdata[i];

		if (block->place == DI_PLACE_HEADER || (!block->text[0] && block->kind != DI_BLOCK_CELL))
			continue;
		g_string_append(text, between(last, block));
		if (block->marker && *block->marker)
			g_string_append_printf(text, "%s ", block->marker);
		g_string_append(text, block->text);
		last = block;
	}
	g_string_append_c(text, '\n');
	return g_string_free(text, FALSE);
}

static int
say(const char *text, int status)
{
	return di_fd_write_all(STDOUT_FILENO, text, strlen(text), NULL) ? status : EX_IOERR;
}

static int
answer(GBytes *bytes)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	DiFormat format = size > 0 ? di_format_sniff(data, size) : DI_FORMAT_UNKNOWN;
	g_autoptr(DiDocument) document = NULL;
	g_autofree char *text = NULL;

	if (format == DI_FORMAT_MESSAGE || format == DI_FORMAT_MSG || format == DI_FORMAT_TNEF || format == DI_FORMAT_ZIP)
		return say("Filen är ett mejl eller ett arkiv; spara det som ligger i den, och läs det.", EX_DATAERR);
	document = di_document_read(format, bytes);
	if (document->fault != DI_FAULT_NONE)
		return say(document->fault_text ? document->fault_text : di_fault_text(document->fault), EX_DATAERR);
	text = text_of(document);
	return say(text, EX_OK);
}

int
di_extract_text(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiWalls) walls = di_walls_new(NULL, &error);
	g_autoptr(GBytes) bytes = NULL;

	if (!walls) {
		fprintf(stderr, "diarie-extract: %s\n", error->message);
		return EX_OSERR;
	}
	clearenv();
	di_document_warm_up(TRUE);
	di_walls_raise_for_child(walls);
	bytes = di_fd_read_all(STDIN_FILENO, DI_EXTRACT_FILL_MAX, NULL);
	di_child_leave(bytes ? answer(bytes) : EX_IOERR);
}
