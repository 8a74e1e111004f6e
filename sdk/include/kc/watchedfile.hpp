// SPDX-License-Identifier: Apache-2.0
// A file that others edit while the server runs, parsed again when it has changed. What it never
// does: take a file that is empty, half-written, garbled or unreadable for one that lacks things.
#pragma once

#include <kc/context.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <sys/stat.h>
#include <system_error>
#include <thread>

namespace kc::inline sdk1
{

/// T is what the file says: immutable, so that calls share it without a lock while a later call
/// parses a newer one.
template <class T>
class WatchedFile
{
public:
    /// Throws what is wrong with the text. The words of its Fault go to the log; those of other
    /// exceptions do not, since a parser's words may quote a secret.
    using Parse = std::function<std::shared_ptr<const T>(sv text)>;

    /// Touches nothing yet: for constructors of modules.
    WatchedFile(sv path, Parse parse) : _path{path}, _parse{std::move(parse)} {}

    /// What the file says now. Throws Fault, KC_EUNAVAIL or KC_ETIMEOUT, when that cannot be told.
    /// Looks at the file in each call (one stat), and waits for a writer to pause. [call]
    std::shared_ptr<const T> get(const Context& context)
    {
        const std::lock_guard lock{_mutex};
        if (_content && look() == _seen)
            return _content;
        const Stamp now = settled(context);
        _content = parsed(read(now));
        _seen = now;
        return _content;
    }

private:
    /// Whoever has written to the file may still be writing, and a clock's tick is long enough for
    /// a second change with the same times: what is younger than this says nothing yet.
    static constexpr std::chrono::milliseconds kQuiet{100};
    static constexpr int kWaits = 10;
    static constexpr std::int64_t kMaxOctets = 256 << 20;

    struct Stamp
    {
        dev_t device;
        ino_t inode;
        std::int64_t octets, modified, changed; // times in nanoseconds

        bool operator==(const Stamp&) const = default;
    };

    [[noreturn]] void fail(kc_code code, const std::string& why) const
    {
        throw Fault{code, _path + ": " + why};
    }

    Stamp look() const
    {
        struct stat status = {};
        if (stat(_path.c_str(), &status) != 0)
            fail(KC_EUNAVAIL, std::generic_category().message(errno));
        if (!S_ISREG(status.st_mode) || status.st_size > kMaxOctets)
            fail(KC_EUNAVAIL, "is no file of 256 MiB at most");
        const auto nanoseconds = [](const timespec& time)
        { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; };
        return {status.st_dev, status.st_ino, status.st_size, nanoseconds(status.st_mtim),
                nanoseconds(status.st_ctim)};
    }

    /// The file when it has not changed for a moment.
    Stamp settled(const Context& context) const
    {
        using namespace std::chrono;
        for (int i = 0; i < kWaits; ++i)
        {
            const Stamp now = look();
            const nanoseconds age =
                system_clock::now().time_since_epoch() - nanoseconds{now.changed};
            // One from the future is older than a clock that was set back.
            if (age >= kQuiet || age < nanoseconds{0})
                return now;
            const nanoseconds left =
                nanoseconds{context.deadline()} - steady_clock::now().time_since_epoch();
            if (context.cancelled() || left <= kQuiet)
                fail(KC_ETIMEOUT, "changes just now");
            std::this_thread::sleep_for(kQuiet - age);
        }
        fail(KC_EUNAVAIL, "changes all the time; write another file and rename it");
    }

    std::string read(const Stamp& now) const
    {
        std::string text(static_cast<std::size_t>(now.octets), '\0');
        std::ifstream file{_path, std::ios::binary};
        if (!file.read(text.data(), static_cast<std::streamsize>(text.size())))
            fail(KC_EUNAVAIL, "cannot be read");
        if (look() != now)
            fail(KC_EUNAVAIL, "changes while it is read");
        if (text.find_first_not_of(" \t\r\n") == std::string::npos)
            fail(KC_EUNAVAIL, "is empty");
        return text;
    }

    std::shared_ptr<const T> parsed(const std::string& text) const
    {
        try
        {
            return _parse(text);
        }
        catch (const Fault& fault)
        {
            fail(KC_EUNAVAIL, fault.what());
        }
        catch (const std::exception&) // not the fence: a library's throw becomes a fault here
        {
            fail(KC_EUNAVAIL, "cannot be parsed");
        }
    }

    const std::string _path;
    const Parse _parse;
    std::mutex _mutex; // guards the two below; held while the file is read
    std::shared_ptr<const T> _content;
    Stamp _seen{};
};

} // namespace kc::inline sdk1
