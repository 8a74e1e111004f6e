// SPDX-License-Identifier: Apache-2.0
// kopano-cli as a program of the kernel (kc.program/1): configuration and terminal in, exit code
// out. It speaks JMAP to a server like any other client. kopano-admin, kopano-storeadm and
// kopano-passwd are links to the same program.
#include "Cli.h"
#include "Options.h"
#include "OtherNames.h"
#include "PasswordPrompt.h"
#include "PocoTransport.h"

#include <kc/program.hpp>

#include <cstdlib>
#include <iostream>

namespace kc::cli
{

namespace
{

std::string environment(const char* name)
{
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::unique_ptr<Transport> connectTo(const std::string& server, const Login& login)
{
    return std::make_unique<PocoTransport>(ServerUrl::parse(server), login);
}

} // namespace

class CliModule final : public Module, public Program
{
public:
    explicit CliModule(const Init& init) : Module{init} { offer<Program>(*this); }

    Status run(Context&, const kc_str* arguments, std::uint32_t count,
               std::int32_t& exitCode) override
    {
        std::vector<std::string> words;
        for (std::uint32_t i = 1; i < count; ++i)
            words.emplace_back(view(arguments[i]));
        const auto text = [&](const char* option) { return std::string{config().str(option)}; };
        Cli cli{{count == 0 ? "kopano-cli" : programNamed(view(arguments[0])),
                 text("server_socket"), text("sslkey_file"), text("sslkey_pass"),
                 environment("KOPANO_SOCKET"), std::cout, std::cerr, promptPassword, connectTo}};
        exitCode = cli.run(words);
        std::cout.flush();
        return KC_OK;
    }
};

} // namespace kc::cli

using kc::cli::CliModule;

KC_MODULE(CliModule, kc::cli::kOptions, .id = "cli", .version = "0.1.0",
          .summary = "kopano-cli, the administrator's command line", .programs = "cli",
          .select = "default", .provides = KC_PROGRAM)
