// SPDX-License-Identifier: Apache-2.0
#include <kc/mime/Scanner.h>

#include "ScanState.h"

namespace kc::mime
{

Scanner::Scanner(const Limits& limits)
    : _limits(limits), _state(std::make_unique<ScanState>(limits))
{
}

Scanner::~Scanner() = default;
Scanner::Scanner(Scanner&&) noexcept = default;
Scanner& Scanner::operator=(Scanner&&) noexcept = default;

void Scanner::feed(std::string_view chunk)
{
    _state->feed(chunk);
}

Structure Scanner::finish()
{
    Structure structure = _state->finish();
    _state = std::make_unique<ScanState>(_limits);
    return structure;
}

Structure scan(std::string_view message, const Limits& limits)
{
    ScanState state(limits);
    state.feed(message);
    return state.finish();
}

} // namespace kc::mime
