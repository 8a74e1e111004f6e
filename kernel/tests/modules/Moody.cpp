// SPDX-License-Identifier: Apache-2.0
// A module for tests of the life cycle: writes each step to a file, and fails or blocks in the step
// that its option names.
#include <kc/module.hpp>

#include <fstream>
#include <thread>

#ifndef MOODY_ID
#define MOODY_ID "moody"
#endif

namespace
{

using namespace kc::opt;

constexpr auto kOptions = table(str("moody_fails").reloadable().help("The step that fails."),
                                str("moody_blocks").reloadable().help("The step that blocks."),
                                str("moody_trace").help("The file that the steps are written to."),
                                str("moody_word").reloadable().help("Written at reload."));

class Moody final : public kc::Module
{
public:
    explicit Moody(const kc::Init& init) : Module{init} { step("create", config()); }

    void start(kc::Context&) override { step("start", config()); }

    void check(kc::Context&, const kc::Config& next) override { step("check", next); }

    void reload(kc::Context&) override
    {
        step("reload " + std::string{config().str("moody_word")}, config());
    }

    void health(kc::Context&) override { step("health", config()); }

    void drain(kc::Context&) override { step("drain", config()); }

    void stop() override { step("stop", config()); }

    ~Moody() override { step("destroy", config()); }

private:
    void step(const std::string& name, const kc::Config& options) const
    {
        std::ofstream{std::string{options.str("moody_trace")}, std::ios::app} << name << '\n';
        if (options.str("moody_fails") == name)
            throw kc::error(KC_EUNAVAIL, options.where("moody_fails") + " says so");
        if (options.str("moody_blocks") == name.substr(0, name.find(' ')))
            std::this_thread::sleep_for(std::chrono::hours{1});
    }
};

} // namespace

KC_MODULE(Moody, kOptions, .id = MOODY_ID, .version = "1.0", .summary = "Fails on request",
          .programs = "server")
