// SPDX-License-Identifier: Apache-2.0
// A module for tests of configuration: has a cfg file of its own, named by an option of the module
// that chose it, and a property map.
#include <kc/module.hpp>

#include <fstream>

namespace
{

using namespace kc::opt;

constexpr auto kOptions =
    table(str("plain_word").reloadable().help("A word."), str("plain_fixed").help("Another one."),
          str("plain_secret").secret().exact().help("A secret."),
          propmap("plain_map").reloadable().help("Names of attributes."),
          str("plain_trace").help("The file that the values are written to at each reload."));

class TastePlain final : public kc::Module
{
public:
    explicit TastePlain(const kc::Init& init) : Module{init} { trace(); }

    void reload(kc::Context&) override { trace(); }

private:
    void trace() const
    {
        std::ofstream file{std::string{config().str("plain_trace")}, std::ios::app};
        file << config().where("plain_word") << " = " << config().str("plain_word");
        for (const auto& [key, value] : config().entries("plain_map"))
            file << ' ' << key << '=' << value;
        file << '\n';
    }
};

} // namespace

KC_MODULE(TastePlain, kOptions, .id = "taste-plain", .version = "1.0",
          .summary = "Has a cfg file of its own", .programs = "server",
          .answers = "taste=plain taste=twin", .config_file = "sample_file")
