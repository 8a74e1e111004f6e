// SPDX-License-Identifier: Apache-2.0
#include <kc/test/contract_blobstore.hpp>

namespace kc::inline sdk1::test
{

void BlobStoreContract::givesBackTheSameOctets()
{
    for (const std::size_t size : {0U, 1U, 65535U, 65536U, 3'000'001U})
    {
        const std::string octets = sample(size);
        KC_RULE(put("size-" + std::to_string(size), octets) == KC_OK, "commit() keeps a blob");
        KC_RULE(get("size-" + std::to_string(size)) == octets,
                "a blob comes back octet for octet, NUL and all, at any size: " +
                    std::to_string(size));
    }
}

void BlobStoreContract::committedBlobsOutliveARestart()
{
    KC_RULE(put("kept", "octets") == KC_OK, "commit() keeps a blob");
    restart();
    KC_RULE(get("kept") == "octets", "what commit() has answered KC_OK for is durable");
}

void BlobStoreContract::readsFromAnyOffset()
{
    const std::string octets = sample(200'000);
    (void)put("long", octets);
    for (const std::uint64_t at : {0ULL, 1ULL, 65536ULL, 199'999ULL, 200'000ULL, ~0ULL})
        KC_RULE(get("long", at) == octets.substr(std::min<std::uint64_t>(at, octets.size())),
                "seek() then read() gives the octets from there; past the end, none");
    FakeCall call{kernel().host()};
    Context context = call.context();
    Reader first, second;
    (void)blobs().open(context, "long", *first.out());
    (void)blobs().open(context, "long", *second.out());
    std::array<char, 10> a{}, b{};
    first.seek(context, 100'000);
    (void)first.read(context, a);
    (void)second.read(context, b);
    KC_RULE((sv{b.data(), 10} == sv{octets}.substr(0, 10)),
            "two readers of one blob do not share a position");
}

void BlobStoreContract::isInvisibleUntilCommitted()
{
    kc_blob_upload* const upload = begin("never");
    const bool isOpened = get("half").has_value();
    const std::size_t listed = names().size();
    blobs().abort(upload);
    KC_RULE(!isOpened, "what is not committed cannot be opened");
    KC_RULE(listed == 0, "what is not committed is not listed");
    KC_RULE(names().empty(), "abort() leaves nothing");
}

void BlobStoreContract::neverReplacesABlob()
{
    (void)put("name", "first");
    KC_RULE(put("name", "second") == KC_EEXISTS, "a name that is taken is KC_EEXISTS");
    KC_RULE(get("name") == "first", "a blob never changes: readers and copies rely on it");
    KC_RULE(names().size() == 1, "a commit that is refused leaves nothing");
}

void BlobStoreContract::removesWhetherOrNotItIsThere()
{
    (void)put("gone", "x");
    for (int i = 0; i < 2; ++i)
        KC_RULE(remove("gone") == KC_OK, "remove() is KC_OK also when there is nothing: it may "
                                         "be tried again after a crash");
    KC_RULE(lookFor("gone") == KC_ENOTFOUND, "a removed blob is KC_ENOTFOUND");
    KC_RULE(put("gone", "again") == KC_OK && get("gone") == "again",
            "a removed blob's name can be used again");
}

void BlobStoreContract::refusesNamesThatAreNone()
{
    std::vector<std::string> bad{"", "A", "a/b", "../a", "a_b", std::string(129, 'a')};
    for (const std::string& odd : oddNames())
        if (odd.find_first_not_of(kAlphabet) != std::string::npos || odd.size() > 128)
            bad.push_back(odd);
    for (const std::string& name : bad)
    {
        KC_RULE(put(name, "x") == KC_EINVAL,
                "a name is 1 to 128 of [0-9a-z.-]; others are KC_EINVAL: \"" + name.substr(0, 40) +
                    "\"");
        KC_RULE(lookFor(name) < 0, "no such name opens anything");
    }
    KC_RULE(names().empty(), "a refused name leaves nothing");
    for (const std::string& good : {std::string{"-"}, std::string{"0"}, std::string{"a.b"},
                                    std::string{"...."}, std::string(128, 'z')})
        if (good != "." && good != "..")
            KC_RULE(put(good, good) == KC_OK && get(good) == good,
                    "any 1 to 128 of [0-9a-z.-] but . and .. is a name: " + good);
}

void BlobStoreContract::listsWhatIsThere()
{
    for (std::size_t i = 0; i < 30; ++i)
        (void)put("blob-" + std::to_string(i), sample(i));
    const auto found = names();
    KC_RULE(found.size() == 30, "list() pushes every blob once");
    for (const auto& [name, octets] : found)
        KC_RULE("blob-" + std::to_string(octets) == name, "list() says a blob's length");
    int rows = 0;
    const auto two = [&](const kc_blob_info&) { return ++rows < 2; };
    KC_RULE(answer([&](Context& c) { return blobs().list(c, two); }) == KC_OK && rows == 2,
            "a sink that says KC_STOP gets no more rows, and that is no failure");
}

void BlobStoreContract::listsWhileBlobsComeAndGo()
{
    for (int i = 0; i < 20; ++i)
        (void)put("stays-" + std::to_string(i), "x");
    atOnce(4,
           [&](int thread) -> std::string
           {
               for (int i = 0; i < 10; ++i)
               {
                   const std::string name = "comes-" + std::to_string(thread);
                   if (thread > 0 && (put(name, "x") != KC_OK || remove(name) != KC_OK))
                       return "put or remove failed beside list()";
                   std::size_t stays = 0;
                   for (const auto& [listed, octets] : names())
                       stays += listed.starts_with("stays-") ? 1 : 0;
                   if (stays != 20)
                       return "list() left out a blob that was there all the time";
               }
               return "";
           });
}

void BlobStoreContract::oneOfManyCommitsOfANameWins()
{
    std::atomic<int> won{0}, lost{0};
    atOnce(8,
           [&](int thread) -> std::string
           {
               for (int i = 0; i < 5; ++i)
               {
                   const kc_code code = put("race-" + std::to_string(i),
                                            std::string(1000, static_cast<char>('a' + thread)));
                   ++(code == KC_OK ? won : lost);
                   if (code != KC_OK && code != KC_EEXISTS)
                       return "a commit failed with " + std::to_string(code);
               }
               return "";
           });
    KC_RULE(won == 5 && lost == 35, "of many commits of one name exactly one is KC_OK");
    for (int i = 0; i < 5; ++i)
    {
        const std::string octets = get("race-" + std::to_string(i)).value_or("");
        KC_RULE(octets == std::string(1000, octets.empty() ? 'x' : octets[0]),
                "the winner's octets are whole");
    }
}

void BlobStoreContract::aLateCallNeverSaysAbsent()
{
    (void)put("kept", "octets");
    kc_reader reader{nullptr, nullptr};
    const kc_code late = lateAnswer([&](Context& c) { return blobs().open(c, "kept", reader); });
    if (late == KC_OK)
        reader.ops->close(reader.self);
    KC_RULE(late == KC_OK || isTransient(late), "after the deadline: KC_OK, or a transient code");
}

void BlobStoreContract::aBrokenMediumNeverSaysAbsent()
{
    (void)put("kept", "octets");
    if (!sourceBreaks())
        return;
    KC_RULE(isTransient(lookFor("kept")) && isTransient(lookFor("unknown")),
            "when the medium cannot answer, open() fails: on KC_ENOTFOUND mail is given up");
    KC_RULE(isTransient(
                answer([&](Context& c) { return blobs().list(c, [](const kc_blob_info&) {}); })),
            "when the medium cannot answer, list() fails: what is not listed is forgotten");
}

std::string BlobStoreContract::sample(std::size_t size)
{
    std::string octets(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        octets[i] = static_cast<char>((i * 131 + i / 251) & 0xFF);
    return octets;
}

BlobStoreProxy BlobStoreContract::blobs()
{
    return BlobStoreProxy{kernel().service(KC_BLOBSTORE)};
}

kc_blob_upload* BlobStoreContract::begin(sv octets)
{
    FakeCall call{kernel().host()};
    Context context = call.context();
    kc_blob_upload* upload = nullptr;
    KC_RULE(blobs().begin(context, upload) == KC_OK && upload != nullptr, "begin() begins");
    for (std::size_t at = 0; at < octets.size(); at += 65536)
        KC_RULE(blobs().write(context, upload, octets.substr(at, 65536)) == KC_OK,
                "write() takes any octets");
    return upload;
}

kc_code BlobStoreContract::put(const std::string& name, sv octets)
{
    kc_blob_upload* const upload = begin(octets);
    return answer([&](Context& context) { return blobs().commit(context, upload, name); });
}

kc_code BlobStoreContract::lookFor(const std::string& name)
{
    Reader reader;
    return answer([&](Context& context) { return blobs().open(context, name, *reader.out()); });
}

kc_code BlobStoreContract::remove(const std::string& name)
{
    return answer([&](Context& context) { return blobs().remove(context, name); });
}

std::optional<std::string> BlobStoreContract::get(const std::string& name, std::uint64_t offset)
{
    FakeCall call{kernel().host()};
    Context context = call.context();
    Reader reader;
    if (blobs().open(context, name, *reader.out()) != KC_OK)
        return std::nullopt;
    if (offset > 0)
        reader.seek(context, offset);
    std::string octets(reader.length() + 1, '\0');
    octets.resize(reader.read(context, octets));
    return octets;
}

std::map<std::string, std::uint64_t> BlobStoreContract::names()
{
    std::map<std::string, std::uint64_t> found;
    const auto take = [&](const kc_blob_info& blob)
    { found.emplace(std::string{view(blob.name)}, blob.octets); };
    KC_RULE(answer([&](Context& context) { return blobs().list(context, take); }) == KC_OK,
            "list() answers");
    return found;
}

} // namespace kc::inline sdk1::test
