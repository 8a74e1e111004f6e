// SPDX-License-Identifier: Apache-2.0
// Any octets, cut anywhere: the same answers, each a line that begins with a code, and never more
// answers of success than the store gave. The first octet says where it is cut.
#include "../tests/ConversationFixture.h"

#include <cstdint>

namespace
{

using kc::sv;

void checkAnswers(sv answers)
{
    while (!answers.empty())
    {
        const std::size_t end = answers.find("\r\n");
        KC_ASSERT(end != sv::npos && end >= 4);
        const sv line = answers.substr(0, end);
        KC_ASSERT(line[0] >= '2' && line[0] <= '5' && (line[3] == ' ' || line[3] == '-'));
        KC_ASSERT(line.find_first_of(sv{"\r\n\0", 3}) == sv::npos);
        answers.remove_prefix(end + 2);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::size_t chunk = data[0] + std::size_t{1};
    const sv octets{reinterpret_cast<const char*>(data + 1), size - 1};
    kc::lmtp::test::Talk whole;
    const std::string answers = whole.say(octets);
    checkAnswers(answers);
    kc::lmtp::test::Talk cut;
    KC_ASSERT(cut.say(octets, chunk) == answers);
    KC_ASSERT(cut.mail.deliveries.size() == whole.mail.deliveries.size());
    return 0;
}
