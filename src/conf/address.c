#include "conf/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

bool
conf_address_socket(const struct conf_address *from, struct sockaddr_storage *out, socklen_t *out_len)
{
	const char *host = (const char *)from->host.at;
	struct sockaddr_un *un = (struct sockaddr_un *)out;
	struct sockaddr_in *in = (struct sockaddr_in *)out;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)out;
	*out = (struct sockaddr_storage){ 0 };
	if (bytes_starts(from->host, BYTES("unix:"))) {
		struct bytes path = bytes_from(from->host, 5);
		if (path.len >= sizeof un->sun_path)
			return false;
		un->sun_family = AF_UNIX;
		memcpy(un->sun_path, path.at, path.len);
		*out_len = sizeof *un;
	} else if (inet_pton(AF_INET, host, &in->sin_addr) == 1) {
		in->sin_family = AF_INET;
		in->sin_port = htons(from->port);
		*out_len = sizeof *in;
	} else if (inet_pton(AF_INET6, host, &in6->sin6_addr) == 1) {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(from->port);
		*out_len = sizeof *in6;
	} else {
		return false;
	}
	return true;
}
