using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SegEdge.Telemetry.Codecs;
using SegEdge.Telemetry.Contract;

namespace SegEdge.Telemetry.Fuzz;

/// <summary>Every decoder of bytes that others sent.</summary>
public static class Decoders
{
    private static readonly byte[] Whole = [1, 2, 3, 4, 5];
    private static readonly string WholeHash = Convert.ToHexStringLower(SHA256.HashData(Whole));

    public static IReadOnlyList<Decoder> All { get; } =
    [
        new("heat", [.. HeatSeeds()], Heat),
        new("png", [.. PngSeeds()], Png, PngChecksums.Repair),
        new("topic", [.. TopicSeeds()], Topic),
        new("part", [.. PartSeeds()], Part),
        Json("event", TelemetryJson.Default.EventMessage),
        Json("birth", TelemetryJson.Default.BirthMessage),
        Json("connection", TelemetryJson.Default.ConnectionMessage),
        Json("state", TelemetryJson.Default.StateMessage),
        Json("gap", TelemetryJson.Default.GapMessage),
    ];

    public static Decoder Find(string name) => All.Single(d => d.Name == name);

    private static bool Heat(byte[] file)
    {
        HeatMap map;
        try { map = HeatCodec.Decode(file); }
        catch (TelemetryFormatException) { return false; }
        Expect(map.Values.Length == map.Cells.W * map.Cells.H, "a map has a value per cell");
        // Restored values may pass min or max by rounding; they are finite or the range was beyond a float.
        if (map.Values.Span.ToArray().Any(v => !float.IsFinite(v))) throw new InvalidOperationException("Broken: values are finite.");
        var again = HeatCodec.Decode(HeatCodec.Encode(map.Values.Span, map.Cells, map.Rect, map.KeepsSign));
        Expect((again.Cells, again.Rect, again.KeepsSign) == (map.Cells, map.Rect, map.KeepsSign), "what is written is what is read again");
        return true;
    }

    private static bool Png(byte[] file)
    {
        IndexedImage image;
        try { image = IndexedPng.Decode(file); }
        catch (TelemetryFormatException) { return false; }
        Expect(image.Indices.Length == image.Width * image.Height, "a picture has an index per pixel");
        if (image.Palette.Count == 0 || image.Palette.Distinct().Count() < image.Palette.Count) return true; // the encoder writes masks only
        var again = IndexedPng.Decode(IndexedPng.Encode(image.Indices.Span, image.Width, image.Height, image.Palette));
        Expect((again.Width, again.Height) == (image.Width, image.Height) && again.Indices.Span.SequenceEqual(image.Indices.Span)
            && again.Palette.SequenceEqual(image.Palette), "what is written is what is read again");
        return true;
    }

    private static bool Topic(byte[] bytes)
    {
        if (!Topics.TryParse(Encoding.UTF8.GetString(bytes), out var address)) return false;
        Expect(Topics.IsId(address.Site) && Topics.IsId(address.Device) && (address.Camera is null || Topics.IsId(address.Camera)), "an address is made of ids");
        return true;
    }

    // Part after part: its number, how many there are, offset, which hash, length, body.
    private static bool Part(byte[] bytes)
    {
        var assembler = new BlobAssembler(TimeProvider.System, maxBytes: 4096);
        var good = false;
        for (var at = 0; at + 5 <= bytes.Length;)
        {
            var (part, parts, offset, hash, length) = (bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3], Math.Min(bytes[at + 4], bytes.Length - at - 5));
            try { good |= assembler.Add(new("event", hash == 0 ? WholeHash : new('0', 64), part, parts, offset, bytes.AsMemory(at + 5, length))) is not null; }
            catch (TelemetryFormatException) { }
            at += 5 + length;
        }

        return good;
    }

    private static Decoder Json<T>(string name, JsonTypeInfo<T> type)
        where T : class =>
        new(name, [.. Samples(name)], bytes =>
        {
            T? message;
            try { message = JsonSerializer.Deserialize(bytes, type); }
            catch (JsonException) { return false; }
            if (message is null) return false;
            var written = JsonSerializer.SerializeToUtf8Bytes(message, type);
            var again = JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(written, type)!, type);
            Expect(written.AsSpan().SequenceEqual(again), "what is written is what is read again");
            return true;
        });

    private static IEnumerable<byte[]> Samples(string kind)
    {
        var assembly = typeof(Decoders).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.Split('-')[0] == kind).Order(StringComparer.Ordinal))
        {
            using var copy = new MemoryStream();
            assembly.GetManifestResourceStream(name)!.CopyTo(copy);
            yield return copy.ToArray();
        }
    }

    private static IEnumerable<byte[]> HeatSeeds()
    {
        foreach (var (w, h) in new[] { (1, 1), (6, 4), (20, 12) })
            foreach (var sign in new[] { true, false })
            {
                yield return HeatCodec.Encode(Enumerable.Range(0, w * h).Select(i => MathF.Sin(i) - 0.3f).ToArray(), new(w, h), new(0, 0, 640, 384), sign);
                yield return HeatCodec.Encode(Enumerable.Range(0, w * h).Select(i => (float)i).ToArray(), new(w, h), new(4, 2, 96, 64), sign);
            }
    }

    private static IEnumerable<byte[]> PngSeeds()
    {
        foreach (var colours in new[] { 2, 4, 16, 40 })
        {
            var palette = Enumerable.Range(0, colours).Select(i => new Rgb((byte)i, (byte)(255 - i), 7)).ToArray();
            yield return IndexedPng.Encode([.. Enumerable.Range(0, 33 * 9).Select(i => (byte)(i / 5 % colours))], 33, 9, palette);
        }
    }

    private static IEnumerable<byte[]> TopicSeeds()
    {
        var topics = new Topics("farm-7", "weeder.2");
        return from topic in new[] { topics.Connection, topics.Birth, topics.State, topics.Gap, topics.Event("front"), topics.Blob("front", BlobKind.Heat) }
               select Encoding.UTF8.GetBytes(topic);
    }

    private static IEnumerable<byte[]> PartSeeds() => [[1, 1, 0, 0, 5, .. Whole], [1, 2, 0, 0, 3, 1, 2, 3, 2, 2, 3, 0, 2, 4, 5]];

    private static void Expect(bool holds, string law)
    {
        if (!holds) throw new InvalidOperationException($"Broken: {law}.");
    }
}
