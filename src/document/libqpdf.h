/* libqpdf, opened when a PDF is to be stamped and never otherwise: it drags C++ and GnuTLS along. di_libqpdf_load comes before the
 * sandbox closes. The C interface (qpdf/qpdf-c.h) by a table of its functions, as libxml.h. */
#pragma once

#include <glib.h>
#include <qpdf/qpdf-c.h>

/* clang-format off */
#define DI_LIBQPDF_FUNCTIONS(X) \
	X(qpdf_cleanup) X(qpdf_get_buffer) X(qpdf_get_buffer_length) X(qpdf_get_num_pages) X(qpdf_get_page_n) X(qpdf_init) X(qpdf_init_write_memory) \
	X(qpdf_is_encrypted) X(qpdf_oh_append_item) X(qpdf_oh_begin_dict_key_iter) X(qpdf_oh_dict_more_keys) X(qpdf_oh_dict_next_key) \
	X(qpdf_oh_get_array_item) X(qpdf_oh_get_array_n_items) X(qpdf_oh_get_int_value) X(qpdf_oh_get_key) X(qpdf_oh_get_numeric_value) \
	X(qpdf_oh_is_array) X(qpdf_oh_is_dictionary) X(qpdf_oh_is_stream) X(qpdf_oh_new_array) X(qpdf_oh_new_dictionary) X(qpdf_oh_new_null) \
	X(qpdf_oh_new_stream) X(qpdf_oh_parse) X(qpdf_oh_replace_key) X(qpdf_oh_replace_stream_data) X(qpdf_push_inherited_attributes_to_page) \
	X(qpdf_read_memory) X(qpdf_set_deterministic_ID) X(qpdf_set_suppress_warnings) X(qpdf_silence_errors) X(qpdf_write)
/* clang-format on */

#define DI_LIBQPDF_MEMBER(name) __typeof__(name) *name;
typedef struct {
	gboolean loaded;
	DI_LIBQPDF_FUNCTIONS(DI_LIBQPDF_MEMBER)
} DiLibqpdf;
extern DiLibqpdf di_libqpdf;

/* FALSE: it is not to be had (any more). */
gboolean di_libqpdf_load(void);
