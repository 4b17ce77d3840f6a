using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EndToEnd.Tests;

/// <summary>Event messages and their blobs as telemetry design, section 3 and 4 have them.</summary>
public sealed class SampleEvent
{
    private static long _seq;

    public required JsonObject Json { get; init; }

    public required IReadOnlyList<(string Kind, string Type, byte[] Bytes)> Blobs { get; init; }

    public string Id => (string)Json["eventId"]!;

    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <param name="status">Of the explanation: ok, stale, untrusted, skipped; null for none.</param>
    public static SampleEvent Of(Scene scene, string? status = "ok", string rule = "lowMargin", string severity = "alert",
        string name = "car", bool keepsSign = true, int ageFrames = 0, DateTimeOffset? captured = null, bool withFrame = false)
    {
        var utc = captured ?? DateTimeOffset.UtcNow;
        var seq = Interlocked.Increment(ref _seq);
        var rect = Around(scene);
        var heat = status is null or "skipped" ? null : SampleHeat.Hill(0.5, 0.55, rect, keepsSign);
        List<(string Kind, string Type, byte[] Bytes)> blobs = [("thumb", "image/jpeg", scene.Thumb), ("mask", "image/png", scene.Mask)];
        if (withFrame) blobs.Add(("frame", "image/jpeg", scene.Jpeg));
        if (heat is not null) blobs.Add(("heat", "application/vnd.segedge.heat", heat));
        var json = new JsonObject
        {
            ["sv"] = "1.0",
            ["eventId"] = Ulid.NewUlid(utc).ToString(),
            ["epoch"] = "01KEPOCHEPOCHEPOCHEPOCHEPO",
            ["seq"] = seq,
            ["bootId"] = "01KBOOTBOOTBOOTBOOTBOOTBO",
            ["site"] = "harbour-north",
            ["device"] = "rover-07",
            ["capture"] = new JsonObject { ["utc"] = utc.ToString("O"), ["monoNs"] = seq * 40_000_000, ["clock"] = "ptp", ["errMs"] = 0.4 },
            ["frame"] = Frame(scene, 184_000 + seq),
            ["model"] = new JsonObject
            {
                ["name"] = "espnet-camvid",
                ["version"] = "1.2.0",
                ["sha256"] = new string('d', 64),
                ["provider"] = "TensorRT",
            },
            ["classes"] = Classes(scene),
            ["flags"] = new JsonArray(Flag(rule, severity)),
            ["regions"] = new JsonArray(
                Region(1, name, scene.Thing, 0.07), Region(2, "road", new(0, scene.Height / 2, scene.Width, scene.Height / 2), 0.61)),
            ["explanations"] = status is null ? [] : new JsonArray(Explanation(status, name, keepsSign, ageFrames, rect, heat)),
            ["latencyMs"] = new JsonObject { ["pre"] = 1.9, ["infer"] = 17.6, ["post"] = 2.2, ["explain"] = 212.4, ["total"] = 22.1 },
            ["blobs"] = new JsonArray(blobs.Select(b => (JsonNode)new JsonObject
            {
                ["kind"] = b.Kind,
                ["sha256"] = HashOf(b.Bytes),
                ["bytes"] = b.Bytes.Length,
                ["type"] = b.Type,
                ["state"] = "stored",
            }).ToArray()),
            ["privacy"] = new JsonObject { ["policy"] = "none", ["classes"] = new JsonArray(), ["dilatePx"] = 0 },
        };
        if (!withFrame) ((JsonArray)json["blobs"]!).Add(new JsonObject { ["kind"] = "frame", ["state"] = "off" });
        return new SampleEvent { Json = json, Blobs = blobs };
    }

    public byte[] Utf8() => System.Text.Encoding.UTF8.GetBytes(Json.ToJsonString());

    /// <summary>The event first, as on the wire.</summary>
    public void AddTo(EventArchive archive)
    {
        Assert.Equal(ArchiveOutcome.Added, archive.AddEvent(Utf8()));
        foreach (var (_, type, bytes) in Blobs) archive.AddBlob(HashOf(bytes), type, bytes);
    }

    private static (int X, int Y, int W, int H) Around(Scene scene)
    {
        var o = scene.Thing;
        var (x, y) = (Math.Max(0, o.X - o.Width), Math.Max(0, o.Y - o.Height));
        return (x, y, Math.Min(scene.Width - x, o.Width * 3), Math.Min(scene.Height - y, o.Height * 3));
    }

    private static JsonObject Frame(Scene scene, long number) =>
        new() { ["camera"] = "front", ["number"] = number, ["width"] = scene.Width, ["height"] = scene.Height };

    private static JsonArray Classes(Scene scene) => new(Enumerable.Range(0, SceneClasses.Names.Length)
        .Where(i => scene.Area(i) > 0)
        .Select(i => (JsonNode)new JsonObject { ["id"] = i, ["area"] = Math.Round(scene.Area(i), 4), ["conf"] = 0.97 - (0.04 * i) })
        .ToArray());

    private static JsonObject Flag(string rule, string severity) =>
        new() { ["rule"] = rule, ["value"] = 0.071, ["threshold"] = 0.15, ["severity"] = severity };

    private static JsonObject Region(int id, string name, OpenCvSharp.Rect box, double margin) => new()
    {
        ["id"] = id,
        ["track"] = 40 + id,
        ["class"] = name,
        ["box"] = Box((box.X, box.Y, box.Width, box.Height)),
        ["areaPx"] = box.Width * box.Height * 7 / 10,
        ["margin"] = margin,
    };

    private static JsonObject Box((int X, int Y, int W, int H) r) => new() { ["x"] = r.X, ["y"] = r.Y, ["w"] = r.W, ["h"] = r.H };

    private static JsonObject Explanation(
        string status, string name, bool keepsSign, int ageFrames, (int X, int Y, int W, int H) rect, byte[]? heat)
    {
        var json = new JsonObject
        {
            ["status"] = status,
            ["method"] = keepsSign ? "integratedGradients" : "segGradCam",
            ["target"] = new JsonObject { ["region"] = 1, ["class"] = name, ["foil"] = "road" },
            ["queries"] = 33,
        };
        if (status != "ok") json["reason"] = Reasons[status];
        if (heat is null) return json;
        json["params"] = new JsonObject { ["steps"] = 32, ["baseline"] = "blur" };
        json["cells"] = new JsonObject { ["w"] = SampleHeat.Width, ["h"] = SampleHeat.Height };
        json["rect"] = Box(rect);
        (json["min"], json["max"]) = (keepsSign ? -0.42f : 0f, keepsSign ? 0.9f : 0.031f);
        json["shares"] = new JsonObject { ["inside"] = 0.62, ["boundary"] = 0.21, ["context"] = 0.17 };
        json["faithfulness"] = new JsonObject
        {
            ["score"] = status == "untrusted" ? 0.04 : 0.41,
            ["how"] = "deletion curve against a random map",
            ["pass"] = status != "untrusted",
        };
        json["age"] = new JsonObject { ["frames"] = ageFrames, ["ms"] = ageFrames * 40 };
        json["heat"] = HashOf(heat);
        return json;
    }

    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["untrusted"] = "Deletion curve no better than a random map (0.04 against 0.03).",
        ["stale"] = "Region moved 38 px since the map was computed; no slot to refresh it.",
        ["skipped"] = "The explain slot was busy with an earlier frame.",
    };
}
