#!/bin/sh
# Installs Debian packages, as root, without starting the servers among them: oxyd runs its own PostgreSQL and
# mosquitto, and the system's would hold their ports. Usage: install.sh PACKAGE ...
set -eu
policy=/usr/sbin/policy-rc.d
cluster_dir=/etc/postgresql-common/createcluster.d
aside=

# A policy that is there already and lets nothing start serves as it is; another one waits aside meanwhile.
if ! { [ -x "$policy" ] && rc=0 && { "$policy" mosquitto start >/dev/null 2>&1 || rc=$?; } && [ "$rc" = 101 ]; }; then
	if [ -e "$policy" ]; then
		aside=$policy.before-oxyd
		mv "$policy" "$aside"
	fi
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	made_policy=yes
fi
mkdir -p "$cluster_dir"
echo 'create_main_cluster = false' >"$cluster_dir/oxyd-install.conf"

restore() {
	if [ -n "${made_policy:-}" ]; then
		rm -f "$policy"
		if [ -n "$aside" ]; then mv "$aside" "$policy"; fi
	fi
	rm -f "$cluster_dir/oxyd-install.conf"
	rmdir "$cluster_dir" /etc/postgresql-common 2>/dev/null || :
}
trap restore EXIT
trap 'exit 1' HUP INT TERM

export DEBIAN_FRONTEND=noninteractive
apt() { apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" </dev/null; }
apt install --no-install-recommends "$@" || { apt update && apt install --no-install-recommends "$@"; }

for package in "$@"; do
	case $package in
	mosquitto)
		# Not at the next boot either.
		if command -v systemctl >/dev/null; then
			systemctl disable mosquitto.service >/dev/null 2>&1 || :
		elif command -v update-rc.d >/dev/null; then
			update-rc.d mosquitto disable >/dev/null 2>&1 || :
		fi
		;;
	esac
done
