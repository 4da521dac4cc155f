# Sourced by scripts that build packages: a directory that goes with the script, somebody who may run makepkg, two
# volunteers, and a package to build. Everything is removed, with the processes and the user, however the script ends.
#
#   work        the directory; open_workplace NAME makes it
#   as_user     runs a command as somebody whom makepkg does not refuse
#   hosts       the host list of the volunteers; start_volunteers starts them

say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

clean_up() {
    trap '' INT TERM HUP
    local daemon
    for daemon in "${daemons[@]}"; do
        # Each is a session of its own: the compilers it started go with it.
        kill -TERM -- "-$daemon" 2>/dev/null || true
    done
    wait || true
    if [[ -n $user ]]; then
        pkill -KILL -u "$user" || true
        userdel "$user" || true
    fi
    rm -rf "$work"
}

# makepkg refuses root, so root borrows a user for the time.
open_workplace() { # NAME
    user=
    daemons=()
    work=$(mktemp -d "${TMPDIR:-/tmp}/distmake-$1.XXXXXX")
    chmod 755 "$work"
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    trap 'exit 129' HUP
    mkdir "$work/home" "$work/package" "$work/tmp"
    if [[ $EUID == 0 ]]; then
        user=distmake-$1-$$
        say "a user for makepkg: $user, removed at the end"
        useradd --system --no-create-home --home-dir "$work/home" --shell /bin/bash "$user"
        chown -R "$user" "$work/home" "$work/package" "$work/tmp"
    fi
    # The user's directories are those of the workplace, and nothing around says how to build.
    unset DISTCC_DIR DISTCC_DISABLE DISTCC_HOSTS DISTMAKE_DISABLE MAKEFLAGS MFLAGS MAKELEVEL MAKEPKG_CONF PKGDEST BUILDDIR
    unset XDG_CACHE_HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_RUNTIME_DIR
    # Debian's makepkg comes without pacman and ends when it finds none; nothing depends on anything here.
    [[ -n ${PACMAN:-} ]] || PACMAN=$(command -v pacman || command -v true)
    export PACMAN
}

as_user() {
    local command=(env HOME="$work/home" TMPDIR="$work/tmp" "$@")
    if [[ -n $user ]]; then
        command=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups "${command[@]}")
    fi
    "${command[@]}"
}

# Lua as the distribution ships it, in $work/package; DEMO_TARBALL is another tarball of it.
put_lua() {
    if [[ -n ${DEMO_TARBALL:-} ]]; then
        cp "$DEMO_TARBALL" "$work/package/"
    else
        scripts/fetch-lua "$work/package"
    fi
    local tarball directory sum
    tarball=$(cd "$work/package" && echo *.tar.*)
    directory=$(tar -tf "$work/package/$tarball" | awk -F/ 'NR == 1 { print $1 }')
    sum=$(sha256sum "$work/package/$tarball" | cut -d' ' -f1)
    echo "$tarball ($directory)"
    cat >"$work/package/PKGBUILD" <<PKGBUILD
pkgname=demo-lua
pkgver=${directory#lua-}
pkgrel=1
pkgdesc='A small embeddable language'
arch=('$(uname -m)')
url='https://www.lua.org/'
license=('MIT')
source=('$tarball')
sha256sums=('$sum')

build() {
  cd $directory
  make CC='gcc -std=gnu99' MYCFLAGS="\$CFLAGS" MYLDFLAGS="\$LDFLAGS" linux
}

package() {
  cd $directory
  make INSTALL_TOP="\$pkgdir/usr" INSTALL_MAN="\$pkgdir/usr/share/man/man1" install
}
PKGBUILD
}

answers() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# The volunteers find compilers in the PATH that they are started with.
start_volunteers() {
    local port=3632 address log launcher host try
    while answers 127.0.0.2 $port || answers 127.0.0.3 $port; do ((port += 1)); done
    hosts=
    for address in 127.0.0.2 127.0.0.3; do
        log=$work/tmp/distccd-$address.log
        # distccd ends its whole process group with itself, so each gets one, by a session.
        launcher=(setsid)
        [[ -z $user ]] || launcher=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups setsid)
        env HOME="$work/home" TMPDIR="$work/tmp" "${launcher[@]}" distccd --daemon --no-detach \
            --listen "$address" --port "$port" --allow 127.0.0.0/8 --jobs 4 --nice 5 --log-file "$log" &
        daemons+=("$!")
        for ((try = 0; ; try++)); do
            answers "$address" "$port" && break
            if ((try == 100)) || ! kill -0 "$!" 2>/dev/null; then
                echo "distccd on $address did not start:" >&2
                cat "$log" >&2 || true
                exit 1
            fi
            sleep 0.1
        done
        host=$address
        ((port == 3632)) || host+=:$port
        hosts+="${hosts:+ }$host/4"
    done
    echo "DISTCC_HOSTS=\"$hosts\""
}
