/* Rows as tests: each row of a table becomes a cmocka test, so that TAP prints its sentence.
 *
 *	static const struct Row { const char *sentence, *given, *expected; } rows[] = { … };
 *	static void check(void **state) { const struct Row *row = *state; … }
 *	int main(void) { ADD_ROWS(rows, check); ADD_TEST(something_whole); return run_table("base-date"); }
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glib.h>

/* How many times slower than usual: sanitizers and valgrind say so. */
static inline gint64
slowness(void)
{
	const char *said = g_getenv("DIARIE_TEST_SLOWNESS");

	return said ? MAX(g_ascii_strtoll(said, NULL, 10), 1) : 1;
}

static GArray *tests_to_run;

static inline void
add_test(const char *name, CMUnitTestFunction check, const void *row)
{
	struct CMUnitTest test = {.name = name, .test_func = check, .initial_state = (void *)(uintptr_t)row};

	if (!tests_to_run)
		tests_to_run = g_array_new(FALSE, FALSE, sizeof test);
	g_array_append_val(tests_to_run, test);
}

static inline void
add_rows(const void *rows, gsize row_size, gsize n, CMUnitTestFunction check)
{
	for (gsize i = 0; i < n; i++) {
		const void *row = (const char *)rows + i * row_size;

		add_test(*(const char *const *)row, check, row);
	}
}

/* The first member of a row is its sentence. */
#define ADD_ROWS(rows, check) add_rows(rows, sizeof(rows)[0], G_N_ELEMENTS(rows), check)
#define ADD_TEST(check) add_test(#check, check, NULL)

static inline int
run_table(const char *group)
{
	int failed = _cmocka_run_group_tests(group, (struct CMUnitTest *)(void *)tests_to_run->data,
		tests_to_run->len, NULL, NULL);

	g_array_free(tests_to_run, TRUE);
	return failed;
}
