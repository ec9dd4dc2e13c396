/* One POST over HTTPS with libcurl: verified, no redirects, bounded in time and size, nothing of it logged. */
#include "parts.h"

#include <curl/curl.h>
#include <string.h>

enum { CONNECT_S = 15, WHOLE_S = 30, ANSWER_MAX = 64 * 1024, RETRY_MOST_S = 3600 };

typedef struct {
	char *bytes; /* ANSWER_MAX and one more */
	gsize size;
} Answer;

void
di_reply_clear(DiReply *reply)
{
	g_clear_pointer(&reply->body, di_secret_free);
}

static size_t
take(char *data, size_t size, size_t count, void *user)
{
	Answer *answer = user;
	gsize n = size * count;

	if (n > ANSWER_MAX - answer->size)
		return 0; /* ends the transfer */
	memcpy(answer->bytes + answer->size, data, n);
	answer->size += n;
	return n;
}

static void
set_up(CURL *curl, const char *url, const char *ca_file, const DiTokenForm *form)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_ENCODED, NULL);

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)WHOLE_S);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, di_token_form_text(form));
	curl_easy_setopt(curl, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
	if (ca_file && *ca_file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	if (uri && g_uri_get_host(uri) && di_text_is_loopback(g_uri_get_host(uri)))
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
}

static gboolean
fails(CURLcode code, const char *url, const char *why, GError **error)
{
	switch ((int)code) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "cannot trust '%s', so no secret was sent: %s; check ca_file in [oauth2], "
			"and whether something between opens TLS", url, why);
		break;
	case CURLE_WRITE_ERROR:
		g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "'%s' answers with more than a token; check token_url in [oauth2]", url);
		break;
	default:
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot reach '%s' for a token: %s; tried again later", url, why);
	}
	return FALSE;
}

static gboolean
perform(CURL *curl, const char *url, DiReply *reply, GError **error)
{
	g_autofree char *buffer = g_malloc0(ANSWER_MAX + 1);
	Answer answer = {buffer, 0};
	char failure[CURL_ERROR_SIZE] = "";
	curl_off_t retry_s = 0;
	CURLcode code;

	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, failure);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
	code = curl_easy_perform(curl);
	if (code == CURLE_OK) {
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);
		curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_s);
		reply->retry_after_s = (int)CLAMP(retry_s, 0, RETRY_MOST_S);
		reply->body = di_secret_new(answer.bytes);
	}
	explicit_bzero(answer.bytes, ANSWER_MAX);
	return code == CURLE_OK || fails(code, url, *failure ? failure : curl_easy_strerror(code), error);
}

gboolean
di_token_post(const char *url, const char *ca_file, const DiTokenForm *form, DiReply *reply_out, GError **error)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
	DiReply reply = {0};
	gboolean good;
	CURL *curl;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	curl = curl_easy_init();
	g_assert(curl);
	set_up(curl, url, ca_file, form);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	good = perform(curl, url, &reply, error);
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	if (good)
		*reply_out = reply;
	return good;
}
