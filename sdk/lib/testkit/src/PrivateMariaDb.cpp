// SPDX-License-Identifier: Apache-2.0
#include <kc/test/private_mariadb.hpp>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace kc::inline sdk1::test
{

namespace
{

constexpr const char* kServer = "/usr/sbin/mariadbd";
constexpr int kStartSeconds = 30;

pid_t spawn(const std::vector<std::string>& words, const std::string& output)
{
    std::vector<char*> arguments;
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, output.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    pid_t process = 0;
    const int error =
        posix_spawnp(&process, arguments[0], &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0)
        throw std::runtime_error{"cannot start " + words[0]};
    return process;
}

/// Whether somebody listens there.
bool answers(const std::string& socket)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.copy(address.sun_path, sizeof address.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool fine = connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(fd);
    return fine;
}

std::string contentOf(const std::string& path)
{
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

} // namespace

PrivateMariaDb& PrivateMariaDb::require()
{
    if (access(kServer, X_OK) != 0)
        throw std::runtime_error{"mariadb-server-core is not installed"};
    static PrivateMariaDb one;
    if (!one.isRunning())
        one.start();
    return one;
}

PrivateMariaDb::PrivateMariaDb()
{
    std::string pattern = std::filesystem::temp_directory_path() / "kc-db-XXXXXX";
    _directory = mkdtemp(pattern.data());
    _socket = _directory + "/s";
    configure();
    const pid_t process = spawn({"mariadb-install-db", "--defaults-file=" + _directory + "/my.cnf",
                                 "--auth-root-authentication-method=normal", "--skip-test-db"},
                                _directory + "/log");
    int status = 0;
    waitpid(process, &status, 0);
    if (status != 0)
        throw std::runtime_error{"mariadb-install-db failed: " + contentOf(_directory + "/log")};
}

PrivateMariaDb::~PrivateMariaDb()
{
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(_directory, ignored);
}

/// Small, and as durable as a killed process asks for.
void PrivateMariaDb::configure() const
{
    std::filesystem::create_directory(_directory + "/tmp");
    std::ofstream{_directory + "/my.cnf"}
        << "[mariadbd]\n"
        << "datadir=" << _directory << "/data\n"
        << "socket=" << _socket << "\n"
        << "pid-file=" << _directory << "/pid\n"
        << "tmpdir=" << _directory << "/tmp\n"
        << "skip-networking\nskip-name-resolve\nperformance_schema=off\n"
        << (geteuid() == 0 ? "user=root\n" : "")
        << "innodb_buffer_pool_size=64M\ninnodb_log_file_size=16M\ninnodb_doublewrite=0\n"
        << "innodb_flush_log_at_trx_commit=1\ninnodb_flush_method=nosync\n"
        << "innodb_use_native_aio=0\nmax_allowed_packet=64M\nmax_connections=200\n";
}

void PrivateMariaDb::start()
{
    // It must not outlive a test program that crashes.
    _process = spawn(
        {"setpriv", "--pdeathsig", "KILL", kServer, "--defaults-file=" + _directory + "/my.cnf"},
        _directory + "/log");
    for (int i = 0; i < kStartSeconds * 100; ++i)
    {
        if (answers(_socket))
            return;
        if (waitpid(_process, nullptr, WNOHANG) == _process)
            break;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    throw std::runtime_error{"MariaDB does not start: " + contentOf(_directory + "/log")};
}

void PrivateMariaDb::kill()
{
    if (_process <= 0)
        return;
    ::kill(_process, SIGKILL);
    waitpid(_process, nullptr, 0);
    _process = 0;
}

Options PrivateMariaDb::freshOptions()
{
    return {{"mysql_socket", _socket},
            {"mysql_user", "root"},
            {"mysql_database", "test_" + std::to_string(++_databases)}};
}

} // namespace kc::inline sdk1::test
