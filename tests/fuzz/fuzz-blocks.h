/* What must hold of every document, whatever the bytes were. */
#pragma once

#include "fuzz.h"

#include <diarie/document.h>
#include <string.h>

static inline void
check_block(const DiBlock *block)
{
	int length = (int)strlen(block->text);

	g_assert_true(g_utf8_validate(block->text, -1, NULL));
	g_assert_cmpint(block->bold_bytes, >=, 0);
	g_assert_cmpint(block->bold_bytes, <=, length);
	g_assert_true(block->value_at == -1 || (block->value_at >= 0 && block->value_bytes >= 0));
	g_assert_true(block->value_at == -1 || block->value_at + block->value_bytes <= length);
	g_assert_true(block->kind != DI_BLOCK_CELL || (block->table > 0 && block->row >= 0 && block->column >= 0));
	g_assert_true(block->kind != DI_BLOCK_LIST_ITEM || block->marker);
	g_assert_true(!block->marker || g_utf8_validate(block->marker, -1, NULL));
	g_assert_true(!block->tag || g_utf8_validate(block->tag, -1, NULL));
}

static inline void
check_document(DiFormat format, GBytes *bytes)
{
	g_autoptr(DiDocument) document = di_document_read(format, bytes);

	g_assert_true(document->fault == DI_FAULT_NONE || document->blocks->len == 0);
	for (guint i = 0; i < document->blocks->len; i++)
		check_block(document->blocks->pdata[i]);
}
