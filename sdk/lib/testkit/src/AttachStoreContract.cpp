// SPDX-License-Identifier: Apache-2.0
#include <kc/test/contract_attachstore.hpp>

namespace kc::inline sdk1::test
{

namespace
{

constexpr sv kOwner = "contract";

sv digestOf(const kc_attachment& attachment)
{
    return {reinterpret_cast<const char*>(attachment.digest), sizeof attachment.digest};
}

} // namespace

void AttachStoreContract::givesBackTheSameOctets()
{
    kc_id holder = 0;
    for (const std::size_t size : {0U, 1U, 65535U, 65536U, 1'000'003U})
    {
        std::string octets(size, '\0');
        for (std::size_t i = 0; i < size; ++i)
            octets[i] = static_cast<char>((i * 131 + i / 251) & 0xFF);
        const kc_attachment made = put(octets);
        KC_RULE(made.octets == size, "kc_attachment.octets is the content's length");
        KC_RULE(refer(made, ++holder) == KC_OK && get(made) == octets,
                "content comes back octet for octet at any size: " + std::to_string(size));
    }
}

void AttachStoreContract::addressesContentBySha256()
{
    // FIPS 180-2, appendix B.1.
    constexpr sv kAbc{"\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23"
                      "\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00\x15\xad",
                      32};
    KC_RULE(digestOf(put("abc")) == kAbc,
            "the digest is SHA-256 of the content: it names it in backups and in other stores");
}

void AttachStoreContract::unknownContentIsNotFound()
{
    KC_RULE(!get(std::string(32, 'x')), "a digest that nothing has is KC_ENOTFOUND");
    kc_reader reader{nullptr, nullptr};
    for (const std::size_t wrong : {0U, 31U, 33U})
        KC_RULE(answer([&](Context& c)
                       { return store().open(c, std::string(wrong, 'x'), reader); }) == KC_EINVAL,
                "a digest has 32 octets; any other length is KC_EINVAL");
    FakeCall call{kernel().host()};
    Context context = call.context();
    kc_attach_upload* upload = nullptr;
    KC_RULE(store().begin(context, upload) == KC_OK, "begin() begins");
    (void)store().write(context, upload, "left");
    store().abort(upload);
}

void AttachStoreContract::keepsWhatIsReferredTo()
{
    const kc_attachment made = put("kept");
    KC_RULE(refer(made, 1) == KC_OK, "refer() takes what commit() gave");
    restart();
    std::uint64_t freed = 0;
    KC_RULE(answer([&](Context& c) { return store().sweep(c, freed); }) == KC_OK && freed == 0,
            "sweep() frees nothing that is referred to, or that was put just now");
    KC_RULE(get(made) == "kept", "content that is referred to outlives a restart and a sweep");
}

void AttachStoreContract::dropsReferencesAsOftenAsAsked()
{
    const kc_attachment made = put("shared");
    for (const kc_id holder : {1, 1, 2})
        KC_RULE(refer(made, holder) == KC_OK, "a holder may refer to the same content again");
    for (int i = 0; i < 2; ++i)
        KC_RULE(unrefer(1) == KC_OK, "unrefer() is KC_OK also for a holder of nothing");
    KC_RULE(get(made) == "shared", "content stays as long as one holder refers to it");
}

void AttachStoreContract::takesTheSameContentFromManyThreads()
{
    const std::string octets(200'000, 's');
    std::string digests[8];
    atOnce(8,
           [&](int thread) -> std::string
           {
               const kc_attachment made = put(octets);
               digests[thread] = digestOf(made);
               return refer(made, thread + 1) == KC_OK ? "" : "refer() failed beside others";
           });
    for (const std::string& digest : digests)
        KC_RULE(get(digest) == octets, "many puts of one content at once all give it");
}

AttachStoreProxy AttachStoreContract::store()
{
    return AttachStoreProxy{kernel().service(KC_ATTACHSTORE)};
}

kc_attachment AttachStoreContract::put(sv octets)
{
    FakeCall call{kernel().host()};
    Context context = call.context();
    kc_attach_upload* upload = nullptr;
    KC_RULE(store().begin(context, upload) == KC_OK, "begin() begins");
    for (std::size_t at = 0; at < octets.size(); at += 10'007)
        KC_RULE(store().write(context, upload, octets.substr(at, 10'007)) == KC_OK,
                "write() takes any octets in any pieces");
    kc_attachment made{};
    made.size = sizeof made;
    KC_RULE(store().commit(context, upload, made) == KC_OK, "commit() keeps content");
    return made;
}

kc_code AttachStoreContract::refer(const kc_attachment& attachment, kc_id holder)
{
    const Sql sql{kernel().service(KC_SQL)};
    return answer(
        [&](Context& context)
        {
            return sql.transact(context, [&](SqlTx& tx)
                                { return store().refer(tx.raw(), attachment, kOwner, holder); });
        });
}

kc_code AttachStoreContract::unrefer(kc_id holder)
{
    const Sql sql{kernel().service(KC_SQL)};
    return answer(
        [&](Context& context)
        {
            return sql.transact(context, [&](SqlTx& tx)
                                { return store().unrefer(tx.raw(), kOwner, holder); });
        });
}

std::optional<std::string> AttachStoreContract::get(const kc_attachment& attachment)
{
    return get(digestOf(attachment));
}

std::optional<std::string> AttachStoreContract::get(sv digest)
{
    FakeCall call{kernel().host()};
    Context context = call.context();
    Reader reader;
    if (store().open(context, digest, *reader.out()) != KC_OK)
        return std::nullopt;
    std::string octets(reader.length() + 1, '\0');
    octets.resize(reader.read(context, octets));
    return octets;
}

} // namespace kc::inline sdk1::test
