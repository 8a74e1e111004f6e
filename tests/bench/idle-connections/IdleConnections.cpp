// SPDX-License-Identifier: Apache-2.0
// What idle connections cost a server: opens them from many addresses of 127.0.0.0/8, lets them
// rest, and shows the server's resident memory before and after.
//
//     idle-connections HOST PORT COUNT PID [plain|tls] [USER PASSWORD]
//
// With USER and PASSWORD each connection logs in as IMAP does. The server needs
// max_connections_per_user above COUNT for that. The client is small: one context, buffers
// released.
#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace
{

constexpr int kPerAddress = 50;

struct Options
{
    sockaddr_in server{};
    int count = 0;
    std::string process;
    bool isTls = false;
    std::string login;
};

Options parse(int argc, char** argv)
{
    if (argc < 5)
        throw std::runtime_error{
            "usage: idle-connections HOST PORT COUNT PID [plain|tls] [USER PASSWORD]"};
    Options options;
    options.server.sin_family = AF_INET;
    options.server.sin_port = htons(static_cast<std::uint16_t>(std::atoi(argv[2])));
    if (inet_pton(AF_INET, argv[1], &options.server.sin_addr) != 1)
        throw std::runtime_error{"HOST must be an IPv4 address"};
    options.count = std::atoi(argv[3]);
    options.process = argv[4];
    options.isTls = argc > 5 && std::strcmp(argv[5], "tls") == 0;
    if (argc > 7)
        options.login = std::string{"a LOGIN "} + argv[6] + " " + argv[7] + "\r\n";
    return options;
}

/// Kilobytes of a field of /proc/PID/status.
long statusField(const std::string& process, const std::string& name)
{
    std::ifstream file{"/proc/" + process + "/status"};
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(name + ":"))
            return std::atol(line.c_str() + name.size() + 1);
    throw std::runtime_error{"no process " + process};
}

struct Connection
{
    int socket = -1;
    SSL* ssl = nullptr;

    void write(const std::string& text) const
    {
        if (ssl != nullptr)
            SSL_write(ssl, text.data(), static_cast<int>(text.size()));
        else if (::write(socket, text.data(), text.size()) < 0)
            throw std::runtime_error{"write failed"};
    }

    /// Up to the end of a line.
    std::string line() const
    {
        std::string text;
        char buffer[1024];
        while (!text.ends_with("\n"))
        {
            const ssize_t got = ssl != nullptr ? SSL_read(ssl, buffer, sizeof buffer)
                                               : read(socket, buffer, sizeof buffer);
            if (got <= 0)
                throw std::runtime_error{"the server closed a connection after '" + text + "'"};
            text.append(buffer, static_cast<std::size_t>(got));
        }
        return text;
    }
};

Connection connectFrom(const Options& options, int number, SSL_CTX* context)
{
    Connection made;
    made.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(0x7f010001U + static_cast<std::uint32_t>(number / kPerAddress));
    if (bind(made.socket, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0 ||
        connect(made.socket, reinterpret_cast<const sockaddr*>(&options.server),
                sizeof options.server) != 0)
        throw std::runtime_error{std::string{"cannot connect: "} + std::strerror(errno)};
    if (options.isTls)
    {
        made.ssl = SSL_new(context);
        SSL_set_fd(made.ssl, made.socket);
        if (SSL_connect(made.ssl) != 1)
            throw std::runtime_error{"TLS handshake failed"};
    }
    (void)made.line();
    if (!options.login.empty())
    {
        made.write(options.login);
        if (const std::string answer = made.line(); answer.find("a OK") == std::string::npos)
            throw std::runtime_error{"login failed: " + answer};
    }
    return made;
}

int run(const Options& options)
{
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    const long before = statusField(options.process, "VmRSS");
    std::vector<Connection> open;
    for (int i = 0; i < options.count; ++i)
        open.push_back(connectFrom(options, i, context));
    std::this_thread::sleep_for(std::chrono::seconds{2}); // what is under way comes to rest
    const long after = statusField(options.process, "VmRSS");
    std::printf("%d %s connections: RSS %ld KiB before, %ld KiB now, %.1f KiB each; %ld threads\n",
                options.count, options.isTls ? "TLS" : "plain", before, after,
                static_cast<double>(after - before) / options.count,
                statusField(options.process, "Threads"));
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try
    {
        return run(parse(argc, argv));
    }
    catch (const std::exception& exception)
    {
        std::fprintf(stderr, "%s\n", exception.what());
        return 1;
    }
}
