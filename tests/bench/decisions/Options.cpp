// SPDX-License-Identifier: Apache-2.0
// Decision 0002: one option read through Poco::Util's configuration, and from a typed snapshot.
#include <Poco/AutoPtr.h>
#include <Poco/Util/LayeredConfiguration.h>
#include <Poco/Util/MapConfiguration.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <string>

namespace
{

template <class Read>
double nanoseconds(Read&& read)
{
    constexpr int kReads = 1'000'000;
    std::int64_t sum = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < kReads; ++i)
        sum += read(i);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    return sum == 0 ? 0 : took.count() / kReads;
}

} // namespace

int main()
{
    Poco::AutoPtr<Poco::Util::LayeredConfiguration> layers{new Poco::Util::LayeredConfiguration};
    Poco::AutoPtr<Poco::Util::MapConfiguration> map{new Poco::Util::MapConfiguration};
    for (int i = 0; i < 150; ++i)
        map->setInt("option_" + std::to_string(i), i + 1);
    layers->add(map);
    std::array<std::int64_t, 150> snapshot{};
    for (std::size_t i = 0; i < snapshot.size(); ++i)
        snapshot[i] = static_cast<std::int64_t>(i) + 1;
    const volatile std::int64_t* const values = snapshot.data();

    const std::string name = "option_77";
    std::cout << "Poco::Util getInt: " << nanoseconds([&](int) { return layers->getInt(name); })
              << " ns\n"
              << "typed snapshot:    " << nanoseconds([&](int i) { return values[(i + 77) % 150]; })
              << " ns\n";
}
