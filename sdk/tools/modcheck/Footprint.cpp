// SPDX-License-Identifier: Apache-2.0
#include "Footprint.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <malloc.h>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

// A sanitizer has a heap of its own, of which mallinfo2() knows nothing.
extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace kc::modcheck
{
namespace
{

namespace fs = std::filesystem;

std::map<std::string, std::string> threadNames()
{
    std::map<std::string, std::string> names;
    for (const auto& entry : fs::directory_iterator{"/proc/self/task"})
    {
        std::string name;
        std::ifstream{entry.path() / "comm"} >> name;
        names.emplace(entry.path().filename(), name);
    }
    return names;
}

std::map<std::string, std::string> openFiles()
{
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator{"/proc/self/fd"})
    {
        std::error_code gone; // the iterator's own
        const fs::path target = fs::read_symlink(entry.path(), gone);
        if (!gone && target.string().find("/proc/") == std::string::npos)
            files.emplace(entry.path().filename(), target);
    }
    return files;
}

void addNew(std::vector<std::string>& phrases, const char* what,
            const std::map<std::string, std::string>& now,
            const std::map<std::string, std::string>& before)
{
    for (const auto& [number, name] : now)
        if (!before.contains(number))
            phrases.push_back(std::string{what} + " (" + name + ")");
}

} // namespace

Footprint Footprint::now()
{
    // ThreadSanitizer starts a thread of its own with the first one of a process.
    [[maybe_unused]] static const bool begun = []
    {
        std::thread{[] {}}.join();
        return true;
    }();
    Footprint print;
    print.threads = threadNames();
    print.descriptors = openFiles();
    for (char** each = environ; *each != nullptr; ++each)
        print.environment.emplace_back(*each);
    for (int signal = 1; signal < NSIG; ++signal)
    {
        struct sigaction action
        {
        };
        if (sigaction(signal, nullptr, &action) != 0)
            action.sa_handler = SIG_DFL;
        print.handlers.push_back(reinterpret_cast<void*>(action.sa_handler));
    }
    return print;
}

std::vector<std::string> Footprint::added(const Footprint& before) const
{
    std::vector<std::string> phrases;
    addNew(phrases, "a thread", threads, before.threads);
    addNew(phrases, "a descriptor", descriptors, before.descriptors);
    if (environment != before.environment)
        phrases.emplace_back("a change of the environment");
    for (std::size_t i = 0; i < handlers.size(); ++i)
        if (handlers[i] != before.handlers[i])
            phrases.push_back("a handler of signal " + std::to_string(i + 1));
    return phrases;
}

std::size_t heapInUse()
{
    if (__sanitizer_get_current_allocated_bytes != nullptr)
        return __sanitizer_get_current_allocated_bytes();
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

OutputTrap::OutputTrap()
    : _file{memfd_create("output", MFD_CLOEXEC)}, _out{dup(STDOUT_FILENO)}, _err{dup(STDERR_FILENO)}
{
    std::fflush(nullptr);
    dup2(_file, STDOUT_FILENO);
    dup2(_file, STDERR_FILENO);
}

OutputTrap::~OutputTrap()
{
    std::fflush(nullptr);
    dup2(_out, STDOUT_FILENO);
    dup2(_err, STDERR_FILENO);
    close(_out);
    close(_err);
    close(_file);
}

std::string OutputTrap::text() const
{
    std::fflush(nullptr);
    std::string text(256, '\0');
    const ssize_t n = pread(_file, text.data(), text.size(), 0);
    text.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
    return text;
}

} // namespace kc::modcheck
