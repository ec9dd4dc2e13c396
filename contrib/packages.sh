# Sourced by contrib/check and contrib/try: which Debian 12 packages are needed, and how they get here.

BUILD_PACKAGES="build-essential pkg-config autoconf automake autoconf-archive libglib2.0-dev libjson-glib-dev
	libsqlite3-dev libcurl4-gnutls-dev libgnutls28-dev nettle-dev libetpan-dev libgmime-3.0-dev libzip-dev zlib1g-dev libqpdf-dev libxml2-dev libexpat1-dev libpoppler-glib-dev
	libpoppler-dev libpoppler-private-dev libseccomp-dev libcmocka-dev libpango1.0-dev poppler-data tzdata"
TEST_PACKAGES="dovecot-imapd openssl python3 qpdf poppler-utils strace sqlite3 systemd tesseract-ocr-swe"

# need_packages NAME…: installs those that are missing; says what it does.
need_packages() {
	missing=
	for package in "$@"; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	as_root=
	if [ "$(id -u)" -ne 0 ]; then
		as_root=sudo
		command -v sudo >/dev/null || {
			echo "install these packages first, as root: apt-get install$missing" >&2
			return 1
		}
	fi
	echo "installing:$missing" >&2
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null 2>&1
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $missing >/dev/null 2>"${TMPDIR:-/tmp}/diarie-apt.log" || {
		cat "${TMPDIR:-/tmp}/diarie-apt.log" >&2
		return 1
	}
}
