"""A PKGBUILD of 90 kB in the shape of a kernel's with many patches."""

SIZE = 90_000


def large_pkgbuild():
    text = """\
pkgbase=linux-demo
pkgname=(linux-demo linux-demo-headers)
pkgver=6.12.1
pkgrel=1
arch=(x86_64)
makedepends=(bc cpio gettext libelf pahole perl python tar xz)
options=(!debug !strip)
source=(
"""
    patches = 0
    while len(text) < SIZE * 0.6:
        text += f"  https://cdn.example.org/pub/linux/kernel/v6.x/patches/{patches:04d}-a-patch-of-the-kernel.patch\n"
        patches += 1
    text += "  config.$CARCH\n)\nsha256sums=(\n"
    while len(text) < SIZE * 0.93:
        text += "  'SKIP'\n  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'\n"
    text += """)
prepare() {
  cd linux
  local src
  for src in "${source[@]}"; do
    src="${src%%::*}"
    [[ $src = *.patch ]] || continue
    patch -Np1 < "../$src"
  done
  cp ../config.$CARCH .config
  make olddefconfig
}
"""
    functions = 0
    while len(text) < SIZE:
        text += f"""_step{functions}() {{
  if [[ -n $_do_step{functions} ]]; then
    make -C "$srcdir/tools/{functions}" -j"$(nproc)" CC=gcc all
  fi
}}
"""
        functions += 1
    return text + "build() {\n  cd linux\n  make all\n}\n"


def kernel_configuration():
    """As long as Arch's, with a GCC plugin near its end."""
    lines = [f"CONFIG_OPTION_OF_THE_KERNEL_{number}=m" for number in range(10_000)]
    return "\n".join(lines) + "\nCONFIG_GCC_PLUGINS=y\nCONFIG_GCC_PLUGIN_LATENT_ENTROPY=y\n"
