// SPDX-License-Identifier: Apache-2.0
#include "ScriptRun.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kc::directory
{

namespace
{

constexpr std::size_t kMaxLine = 1000;
constexpr int kMaxLines = 1000;
constexpr int kLookMilliseconds = 100;

/// Octets to lines.
class Lines
{
public:
    explicit Lines(const std::function<void(sv)>& onLine) : _onLine{onLine} {}

    void add(sv octets)
    {
        for (const char c : octets)
        {
            if (c == '\n')
                end();
            else if (_line.size() < kMaxLine)
                _line += c;
        }
    }

    void end()
    {
        if (!_line.empty() && _count++ < kMaxLines)
            _onLine(_line);
        _line.clear();
    }

private:
    const std::function<void(sv)>& _onLine;
    std::string _line;
    int _count = 0;
};

/// A pipe whose ends no other program gets.
struct Pipe
{
    std::array<int, 2> ends{-1, -1};
    bool isOpen = false;

    Pipe() { isOpen = pipe2(ends.data(), O_CLOEXEC) == 0; }

    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    ~Pipe()
    {
        closeEnd(0);
        closeEnd(1);
    }

    void closeEnd(std::size_t end)
    {
        if (ends[end] >= 0)
            close(ends[end]);
        ends[end] = -1;
    }
};

/// The signals as a program expects them, and a process group of its own.
struct Attributes
{
    posix_spawnattr_t raw{};

    Attributes()
    {
        sigset_t all, none;
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_init(&raw);
        posix_spawnattr_setflags(&raw, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                           POSIX_SPAWN_SETSIGDEF);
        posix_spawnattr_setpgroup(&raw, 0);
        posix_spawnattr_setsigmask(&raw, &none);
        posix_spawnattr_setsigdefault(&raw, &all);
    }

    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;

    ~Attributes() { posix_spawnattr_destroy(&raw); }
};

struct Files
{
    posix_spawn_file_actions_t raw{};

    explicit Files(int output)
    {
        posix_spawn_file_actions_init(&raw);
        posix_spawn_file_actions_addopen(&raw, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&raw, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&raw, output, STDERR_FILENO);
        posix_spawn_file_actions_addclosefrom_np(&raw, STDERR_FILENO + 1);
    }

    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;

    ~Files() { posix_spawn_file_actions_destroy(&raw); }
};

/// The process, or -1.
pid_t start(const ScriptOrder& order, int output)
{
    std::vector<std::string> texts = order.environment;
    texts.emplace_back("PATH=/usr/sbin:/usr/bin:/sbin:/bin");
    std::vector<char*> environment;
    for (std::string& text : texts)
        environment.push_back(text.data());
    environment.push_back(nullptr);
    std::string program = order.program;
    std::array<char*, 2> arguments{program.data(), nullptr};
    const Attributes attributes;
    const Files files{output};
    pid_t process = -1;
    const int failed = posix_spawn(&process, program.c_str(), &files.raw, &attributes.raw,
                                   arguments.data(), environment.data());
    return failed == 0 ? process : -1;
}

/// True when the program has closed its output.
bool readSome(int from, Lines& lines)
{
    pollfd ready{from, POLLIN, 0};
    if (poll(&ready, 1, kLookMilliseconds) <= 0)
        return false;
    std::array<char, 4096> buffer;
    const ssize_t got = read(from, buffer.data(), buffer.size());
    if (got > 0)
        lines.add({buffer.data(), static_cast<std::size_t>(got)});
    return got == 0;
}

bool hasEnded(pid_t process, int& status, bool isClosed)
{
    // It may close its output and live on: then it is looked at now and then.
    if (isClosed)
        usleep(kLookMilliseconds * 10);
    return waitpid(process, &status, WNOHANG) == process;
}

} // namespace

ScriptEnd runScript(const ScriptOrder& order, const std::function<void(sv)>& onLine,
                    const std::function<bool()>& isStopping)
{
    Pipe pipe;
    const pid_t process = pipe.isOpen ? start(order, pipe.ends[1]) : -1;
    if (process < 0)
        return ScriptEnd::NotStarted;
    pipe.closeEnd(1);
    Lines lines{onLine};
    const auto until = std::chrono::steady_clock::now() + order.limit;
    int status = 0;
    bool isClosed = false, isLate = false;
    while (!hasEnded(process, status, isClosed))
    {
        isLate = std::chrono::steady_clock::now() >= until || isStopping();
        if (isLate)
        {
            (void)kill(-process, SIGKILL);
            (void)waitpid(process, &status, 0);
            break;
        }
        if (!isClosed)
            isClosed = readSome(pipe.ends[0], lines);
    }
    // What it left behind may hold the output open: only what is there already is read.
    for (pollfd ready{pipe.ends[0], POLLIN, 0}; !isClosed && !isLate && poll(&ready, 1, 0) > 0;)
        isClosed = readSome(pipe.ends[0], lines);
    lines.end();
    if (isLate)
        return ScriptEnd::TimedOut;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? ScriptEnd::Done : ScriptEnd::Failed;
}

std::vector<std::string> programsIn(const std::vector<std::string>& folders)
{
    std::map<std::string, std::string> byName;
    for (const std::string& folder : folders)
    {
        std::error_code failed, ignored;
        for (std::filesystem::directory_iterator entry{folder, failed}, end;
             !failed && entry != end; entry.increment(failed))
            if (entry->is_regular_file(ignored))
                byName[entry->path().filename()] = entry->path();
    }
    std::vector<std::string> programs;
    for (const auto& [name, path] : byName)
        if (access(path.c_str(), X_OK) == 0)
            programs.push_back(path);
    return programs;
}

} // namespace kc::directory
