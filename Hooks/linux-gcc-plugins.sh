# Put in by distmake, quirk linux-gcc-plugins-found-later.
if grep -qs -e '^CONFIG_GCC_PLUGIN_.*=y' -e '^CONFIG_KSTACK_ERASE=y' .config; then
  sed -i '/HAVE_GCC_PLUGINS/d' arch/@KERNEL_ARCH@/Kconfig || :
fi
