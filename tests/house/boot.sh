#!/bin/sh
# Boots systemd over a copy of this machine's files, with diaried.service in it. Started by test-boot.py in namespaces of its own:
#   unshare --mount --pid --ipc --uts --cgroup --fork boot.sh FOLDER
# FOLDER/shared is /mnt inside; FOLDER/upper takes every write; FOLDER/etc holds the settings. $BUILD is a build tree, $CONF where it looks for settings.
set -e
root=$1/root
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$root"
mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount --bind "$1/shared" "$root/mnt"

make --silent -C "$BUILD" install DESTDIR="$root" >&2
units=$root/run/systemd/system
mkdir -p "$units"
for unit in diaried.service diaried@.service; do
	cp "$BUILD/systemd/$unit" "$units"
	mkdir "$units/$unit.d"
	# the clock of the tests; and none of what a whole machine starts
	printf '[Unit]\nDefaultDependencies=no\n[Service]\nEnvironment=DIARIE_NOW=%s\n' "$NOW" >"$units/$unit.d/test.conf"
done
cp "$SOURCES/systemd/diarie-notify@.service" "$units"
mkdir "$units/diarie-notify@.service.d"
printf '[Unit]\nDefaultDependencies=no\n' >"$units/diarie-notify@.service.d/test.conf"
cat >"$units/boot.target" <<X
[Unit]
DefaultDependencies=no
Wants=systemd-journald.service script.service
X
cat >"$units/script.service" <<X
[Unit]
DefaultDependencies=no
After=systemd-journald.service
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
TimeoutStartSec=200s
ExecStart=/bin/sh -x /mnt/script.sh
StandardOutput=append:/mnt/script.log
StandardError=append:/mnt/script.log
X
cat >"$root/usr/sbin/sendmail" <<'X'
#!/bin/sh
cat >>/mnt/sendmail
X
chmod 755 "$root/usr/sbin/sendmail"
chroot "$root" systemd-sysusers - <"$SOURCES/systemd/diarie.sysusers"
chroot "$root" systemd-tmpfiles --create - <"$BUILD/systemd/tmpfiles/diarie.conf"
chroot "$root" useradd --no-create-home --groups diarie anna
mkdir -p "$root$CONF/diarie"
cp -p "$1"/etc/*.conf "$1"/etc/*.pem "$root$CONF/diarie/"
chroot "$root" chgrp diarie "$CONF/diarie"
chroot "$root" sh -c "chgrp diarie $CONF/diarie/*.conf && chmod 640 $CONF/diarie/*.conf && chmod 644 $CONF/diarie/*.pem"
mkdir -p "$root$CONF/diarie/credentials"
cp "$1"/etc/*.password "$1"/etc/*.secret "$root$CONF/diarie/credentials/"
chmod 600 "$root$CONF"/diarie/credentials/*
# systemd's own journal only, nothing of the machine's
rm -rf "$root"/var/log/journal
cd "$root"
mkdir -p .old
pivot_root . .old
umount -l /.old
mount --make-rshared / # as systemd itself does on a machine: credentials reach a unit by propagation
exec env -i container=test PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=boot.target \
	--log-target=journal --show-status=no
