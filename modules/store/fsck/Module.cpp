// SPDX-License-Identifier: Apache-2.0
// kopano-fsck: a one-shot program over the server's database and attachments, with the server down.
#include "Check.h"

#include <kc/program.hpp>
#include <kc/sql_options.hpp>

#include <iostream>

namespace kc::store
{

namespace
{

constexpr sv kUsage =
    "Usage: kopano-fsck [-c FILE] [--checkonly | --repair]\n"
    "Checks what the store keeps, and reads every message and attachment. The server must be\n"
    "down; run it as the server's user.\n"
    "  -c, --config FILE   the server's configuration (default /etc/kopano/server.cfg)\n"
    "      --checkonly     change nothing (default)\n"
    "      --repair        make again what can be derived; the same as --autofix yes\n"
    "Ends with 0 (nothing found), 1 (found), 2 (found, and all of it mended), 8 (could not "
    "look).\n";

enum Exit
{
    kClean = 0,
    kFound = 1,
    kMended = 2,
    kFailed = 8
};

struct Arguments
{
    Repair repair = Repair::No;
    bool isHelp = false, isWrong = false;
};

Arguments parse(std::span<const kc_str> words)
{
    Arguments parsed;
    for (std::size_t i = 1; i < words.size(); ++i)
    {
        const sv word = view(words[i]);
        const sv next = i + 1 < words.size() ? view(words[i + 1]) : sv{};
        if (word == "-c" || word == "--config")
            ++i; // the kernel's
        else if (word == "--repair")
            parsed.repair = Repair::Yes;
        else if (word == "--autofix" && (next == "yes" || next == "no"))
            parsed.repair = view(words[++i]) == "yes" ? Repair::Yes : Repair::No;
        else if (word == "-h" || word == "--help")
            parsed.isHelp = true;
        else if (word != "--checkonly" && !word.starts_with("--config="))
            parsed.isWrong = true;
    }
    return parsed;
}

} // namespace

/// The same choice as the server's, from the same file.
inline constexpr auto kFsckOptions = opt::table(opt::databaseEngine());

class FsckModule final : public Module, public Program
{
public:
    explicit FsckModule(const Init& init) : Module{init} { offer<Program>(*this); }

    Status run(Context& context, const kc_str* arguments, std::uint32_t count,
               std::int32_t& exitCode) override
    {
        exitCode = kFailed;
        const Arguments parsed = parse({arguments, count});
        if (parsed.isHelp || parsed.isWrong)
        {
            (parsed.isHelp ? std::cout : std::cerr) << kUsage;
            exitCode = parsed.isHelp ? kClean : kFailed;
            return KC_OK;
        }
        std::optional<AttachStoreProxy> attachments;
        if (const auto service = find(KC_ATTACHSTORE))
            attachments.emplace(*service);
        Check check{Sql{require(KC_SQL)}, attachments ? &*attachments : nullptr, parsed.repair,
                    std::cout};
        check.run(context);
        std::cout << check.found() << " found, " << check.mended() << " mended" << std::endl;
        exitCode = check.found() == 0 ? kClean : check.found() == check.mended() ? kMended : kFound;
        return KC_OK;
    }
};

} // namespace kc::store

KC_MODULE(kc::store::FsckModule, kc::store::kFsckOptions, .id = "fsck", .version = "0.1.0",
          .summary = "kopano-fsck, which checks and repairs the store", .programs = "fsck",
          .select = "default", .provides = KC_PROGRAM, .needs = KC_SQL " ?" KC_ATTACHSTORE,
          .slots = KC_DATABASE_SLOT)
