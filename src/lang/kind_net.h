/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checkers of the network's kinds; see lang/kind.h. */
#ifndef UNSH_LANG_KIND_NET_H
#define UNSH_LANG_KIND_NET_H

struct error;

#define LINK_TYPES "veth bridge macvlan ipvlan vlan vxlan dummy tun tap"

int kind_check_ifname(const char *word, struct error *err);
int kind_check_ifname_at(const char *word, struct error *err);
int kind_check_place(const char *word, struct error *err);
int kind_check_ip(const char *word, struct error *err);
int kind_check_cidr(const char *word, struct error *err);
int kind_check_prefix(const char *word, struct error *err);
int kind_check_mac(const char *word, struct error *err);
int kind_check_linktype(const char *word, struct error *err);

#endif
