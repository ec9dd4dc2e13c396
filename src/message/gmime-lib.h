/* GMime, opened when the first mail comes: with the libraries that it drags along it costs 2 ms, which a
 * document alone must not pay. di_gmime_load comes first, before the sandbox closes; then the names of
 * GMime are used as ever: each stands for a member of a table. */
#pragma once

#include <gmime/gmime.h>

/* clang-format off */
#define DI_GMIME_FUNCTIONS(X) \
	X(g_mime_content_disposition_get_disposition) X(g_mime_content_disposition_is_attachment) \
	X(g_mime_content_encoding_from_string) X(g_mime_content_type_get_mime_type) \
	X(g_mime_content_type_is_type) X(g_mime_data_wrapper_get_stream) X(g_mime_encoding_flush) \
	X(g_mime_encoding_init_decode) X(g_mime_encoding_outlen) X(g_mime_header_get_name) \
	X(g_mime_header_get_raw_value) X(g_mime_header_list_get_count) \
	X(g_mime_header_list_get_header_at) X(g_mime_init) X(g_mime_message_get_cc) \
	X(g_mime_message_get_date) X(g_mime_message_get_from) X(g_mime_message_get_message_id) \
	X(g_mime_message_get_mime_part) X(g_mime_message_get_reply_to) X(g_mime_message_get_sender) \
	X(g_mime_message_get_subject) X(g_mime_message_get_to) X(g_mime_message_part_get_message) \
	X(g_mime_message_part_get_type) X(g_mime_multipart_get_count) X(g_mime_multipart_get_part) \
	X(g_mime_multipart_get_type) X(g_mime_object_get_content_disposition) \
	X(g_mime_object_get_content_type) X(g_mime_object_get_content_type_parameter) \
	X(g_mime_object_get_header) X(g_mime_object_get_header_list) X(g_mime_object_get_type) \
	X(g_mime_parser_construct_message) X(g_mime_parser_new_with_stream) X(g_mime_parser_options_new) \
	X(g_mime_parser_options_set_fallback_charsets) X(g_mime_parser_set_persist_stream) \
	X(g_mime_part_get_content) X(g_mime_part_get_content_encoding) X(g_mime_part_get_content_id) \
	X(g_mime_part_get_filename) X(g_mime_part_get_type) X(g_mime_stream_mem_get_type) \
	X(g_mime_stream_mem_new_with_buffer) X(g_mime_stream_mem_new_with_byte_array) \
	X(g_mime_stream_mem_set_owner) X(g_mime_stream_reset) X(g_mime_stream_write_to_stream) \
	X(g_mime_utils_header_decode_date) X(internet_address_get_name) \
	X(internet_address_group_get_members) X(internet_address_group_get_type) \
	X(internet_address_list_get_address) X(internet_address_list_length) \
	X(internet_address_list_to_string) X(internet_address_mailbox_get_addr) \
	X(internet_address_mailbox_get_type) \
	/* of GObject, which GMime brings */ \
	X(g_object_unref) X(g_type_check_instance_cast) X(g_type_check_instance_is_a)
/* clang-format on */

#define DI_GMIME_MEMBER(name) __typeof__(name) *name;
typedef struct {
	gboolean loaded;
	DI_GMIME_FUNCTIONS(DI_GMIME_MEMBER)
} DiGmime;
extern DiGmime di_gmime;

/* gmime.c: FALSE where GMime cannot be opened (any more). */
gboolean di_gmime_load(void);

#ifndef DI_GMIME_UNMAPPED
/* clang-format off */
#define g_mime_content_disposition_get_disposition di_gmime.g_mime_content_disposition_get_disposition
#define g_mime_content_disposition_is_attachment di_gmime.g_mime_content_disposition_is_attachment
#define g_mime_content_encoding_from_string di_gmime.g_mime_content_encoding_from_string
#define g_mime_content_type_get_mime_type di_gmime.g_mime_content_type_get_mime_type
#define g_mime_content_type_is_type di_gmime.g_mime_content_type_is_type
#define g_mime_data_wrapper_get_stream di_gmime.g_mime_data_wrapper_get_stream
#define g_mime_encoding_flush di_gmime.g_mime_encoding_flush
#define g_mime_encoding_init_decode di_gmime.g_mime_encoding_init_decode
#define g_mime_encoding_outlen di_gmime.g_mime_encoding_outlen
#define g_mime_header_get_name di_gmime.g_mime_header_get_name
#define g_mime_header_get_raw_value di_gmime.g_mime_header_get_raw_value
#define g_mime_header_list_get_count di_gmime.g_mime_header_list_get_count
#define g_mime_header_list_get_header_at di_gmime.g_mime_header_list_get_header_at
#define g_mime_init di_gmime.g_mime_init
#define g_mime_message_get_cc di_gmime.g_mime_message_get_cc
#define g_mime_message_get_date di_gmime.g_mime_message_get_date
#define g_mime_message_get_from di_gmime.g_mime_message_get_from
#define g_mime_message_get_message_id di_gmime.g_mime_message_get_message_id
#define g_mime_message_get_mime_part di_gmime.g_mime_message_get_mime_part
#define g_mime_message_get_reply_to di_gmime.g_mime_message_get_reply_to
#define g_mime_message_get_sender di_gmime.g_mime_message_get_sender
#define g_mime_message_get_subject di_gmime.g_mime_message_get_subject
#define g_mime_message_get_to di_gmime.g_mime_message_get_to
#define g_mime_message_part_get_message di_gmime.g_mime_message_part_get_message
#define g_mime_message_part_get_type di_gmime.g_mime_message_part_get_type
#define g_mime_multipart_get_count di_gmime.g_mime_multipart_get_count
#define g_mime_multipart_get_part di_gmime.g_mime_multipart_get_part
#define g_mime_multipart_get_type di_gmime.g_mime_multipart_get_type
#define g_mime_object_get_content_disposition di_gmime.g_mime_object_get_content_disposition
#define g_mime_object_get_content_type di_gmime.g_mime_object_get_content_type
#define g_mime_object_get_content_type_parameter di_gmime.g_mime_object_get_content_type_parameter
#define g_mime_object_get_header di_gmime.g_mime_object_get_header
#define g_mime_object_get_header_list di_gmime.g_mime_object_get_header_list
#define g_mime_object_get_type di_gmime.g_mime_object_get_type
#define g_mime_parser_construct_message di_gmime.g_mime_parser_construct_message
#define g_mime_parser_new_with_stream di_gmime.g_mime_parser_new_with_stream
#define g_mime_parser_options_new di_gmime.g_mime_parser_options_new
#define g_mime_parser_options_set_fallback_charsets di_gmime.g_mime_parser_options_set_fallback_charsets
#define g_mime_parser_set_persist_stream di_gmime.g_mime_parser_set_persist_stream
#define g_mime_part_get_content di_gmime.g_mime_part_get_content
#define g_mime_part_get_content_encoding di_gmime.g_mime_part_get_content_encoding
#define g_mime_part_get_content_id di_gmime.g_mime_part_get_content_id
#define g_mime_part_get_filename di_gmime.g_mime_part_get_filename
#define g_mime_part_get_type di_gmime.g_mime_part_get_type
#define g_mime_stream_mem_get_type di_gmime.g_mime_stream_mem_get_type
#define g_mime_stream_mem_new_with_buffer di_gmime.g_mime_stream_mem_new_with_buffer
#define g_mime_stream_mem_new_with_byte_array di_gmime.g_mime_stream_mem_new_with_byte_array
#define g_mime_stream_mem_set_owner di_gmime.g_mime_stream_mem_set_owner
#define g_mime_stream_reset di_gmime.g_mime_stream_reset
#define g_mime_stream_write_to_stream di_gmime.g_mime_stream_write_to_stream
#define g_mime_utils_header_decode_date di_gmime.g_mime_utils_header_decode_date
#define internet_address_get_name di_gmime.internet_address_get_name
#define internet_address_group_get_members di_gmime.internet_address_group_get_members
#define internet_address_group_get_type di_gmime.internet_address_group_get_type
#define internet_address_list_get_address di_gmime.internet_address_list_get_address
#define internet_address_list_length di_gmime.internet_address_list_length
#define internet_address_list_to_string di_gmime.internet_address_list_to_string
#define internet_address_mailbox_get_addr di_gmime.internet_address_mailbox_get_addr
#define internet_address_mailbox_get_type di_gmime.internet_address_mailbox_get_type
#define g_object_unref di_gmime.g_object_unref
#define g_type_check_instance_cast di_gmime.g_type_check_instance_cast
#define g_type_check_instance_is_a di_gmime.g_type_check_instance_is_a
/* clang-format on */
#endif
