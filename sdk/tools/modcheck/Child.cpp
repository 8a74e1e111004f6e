// SPDX-License-Identifier: Apache-2.0
#include "Child.h"

#include "Subject.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kc::modcheck
{
namespace
{

constexpr std::size_t kStepOctets = 256;

/// Shared with the child, so that what it was doing is known after its death.
char* sharedStep()
{
    static char* const kMemory = []
    {
        void* const memory =
            mmap(nullptr, kStepOctets, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        KC_ASSERT(memory != MAP_FAILED);
        return static_cast<char*>(memory);
    }();
    return kMemory;
}

Verdict outcomeOf(const std::function<Verdict()>& check)
{
    try
    {
        return check();
    }
    catch (const Broken& failure)
    {
        return {Outcome::Fail, failure.what()};
    }
    catch (const Skipped& reason)
    {
        return {Outcome::Skip, reason.what()};
    }
    catch (const std::exception& exception)
    {
        return {Outcome::Fail,
                std::string{"an exception came out of "} + sharedStep() + ": " + exception.what()};
    }
}

[[noreturn]] void runChild(int to, const std::function<Verdict()>& check)
{
    const Verdict verdict = outcomeOf(check);
    const std::string line = std::to_string(static_cast<int>(verdict.outcome)) + verdict.why;
    const ssize_t written = write(to, line.data(), std::min<std::size_t>(line.size(), 4000));
    // No exit handlers: what the module left there is not this check's.
    _exit(written > 0 ? 0 : 1);
}

/// Reads until the end or the time is up; true at the end.
bool collect(int from, unsigned seconds, std::string& text)
{
    for (auto left = static_cast<int>(seconds * 1000); left > 0; left -= 50)
    {
        pollfd waiting{from, POLLIN, 0};
        if (poll(&waiting, 1, 50) <= 0)
            continue;
        std::array<char, 4096> buffer{};
        const ssize_t n = read(from, buffer.data(), buffer.size());
        if (n <= 0)
            return true;
        text.append(buffer.data(), static_cast<std::size_t>(n));
    }
    return false;
}

} // namespace

void step(const std::string& what)
{
    std::snprintf(sharedStep(), kStepOctets, "%s", what.c_str());
}

Verdict inChild(unsigned seconds, const std::function<Verdict()>& check)
{
    step("the check itself");
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0)
        return {Outcome::Skip, std::strerror(errno)};
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child == 0)
    {
        setpgid(0, 0);
        close(ends[0]);
        runChild(ends[1], check);
    }
    close(ends[1]);
    std::string text;
    const bool ended = child > 0 && collect(ends[0], seconds, text);
    close(ends[0]);
    if (child <= 0)
        return {Outcome::Skip, "no process can be started"};
    if (!ended)
        kill(child, SIGKILL);
    kill(-child, SIGKILL); // what it started, too
    int status = 0;
    waitpid(child, &status, 0);
    if (!text.empty())
        return {static_cast<Outcome>(text[0] - '0'), text.substr(1)};
    if (!ended)
        return {Outcome::Fail, std::string{sharedStep()} + " has not returned within " +
                                   std::to_string(seconds) +
                                   " s; it must look at its deadline and never wait for ever"};
    const std::string how = WIFSIGNALED(status)
                                ? std::string{"crashes ("} + strsignal(WTERMSIG(status)) + ") in "
                                : "ends the process in ";
    return {Outcome::Fail,
            how + sharedStep() + "; run it there under a debugger or AddressSanitizer"};
}

} // namespace kc::modcheck
