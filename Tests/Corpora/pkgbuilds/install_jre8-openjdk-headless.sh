post_install() { :; }
