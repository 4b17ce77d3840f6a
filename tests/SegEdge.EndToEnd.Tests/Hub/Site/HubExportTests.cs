using System.IO.Compression;
using System.Text;
using Microsoft.Playwright;
using OpenCvSharp;
using SegEdge.Telemetry;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests.Hub.Site;

/// <summary>A person takes frames along with the keyboard alone: real hub, real Mosquitto, real browser; what was saved is opened and checked.</summary>
[Collection("browser")]
public sealed class HubExportTests(Browser browser)
{
    private const string Hostile = "<img src=x onerror=alert(1)>";

    private static readonly string[] Thumb = ["thumb"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFrame_IsTakenInEveryForm_AndWhoTookIt_IsWrittenDown()
    {
        var sample = SampleEvent.Of(Scene.Drawn(3), withFrame: true);
        await using var hub = await ReviewHub.StartAsync(folder => ExportSite.FillAsync(folder, [sample]), null, "Review:SecondShare=0");
        using var otto = await hub.SignedInAsync("otto");
        await otto.JudgeAsync(sample.Id, new { verdict = "dismiss", reason = "lens or light", shown = Thumb });
        await using var page = await ReviewPage.OpenAsync(browser, hub, "olga", $"#/event/{sample.Id}");
        await ReviewPage.SeenAsync(page);

        var (name, png) = await SaveAsync(page, "1");
        Assert.Equal($"segedge-{sample.Id}.png", name);
        using var picture = Cv2.ImDecode(png, ImreadModes.Color);
        var canvas = await page.Page.EvaluateAsync<int[]>("(() => { const c = document.querySelector('#viewer-canvas'); return [c.width, c.height]; })()");
        Assert.Equal(canvas[0], picture.Width);
        Assert.True(picture.Height > canvas[1], "nothing is written under the picture");
        foreach (var (x, y) in new[] { (0.2, 0.3), (0.45, 0.65), (0.8, 0.9) })
        {
            var there = picture.At<Vec3b>((int)(y * canvas[1]), (int)(x * canvas[0]));
            Assert.Equal((IEnumerable<int>)await page.ColorAtAsync("#viewer-canvas", x, y), [there.Item2, there.Item1, there.Item0]);
        }

        var coco = ExportedFiles.Json((await SaveAsync(page, "2")).Bytes);
        Assert.Equal(Scene.Drawn(3).Indices, ExportedFiles.Draw(coco, 1));
        Assert.Equal(SceneClasses.Names, coco.GetProperty("categories").EnumerateArray().Select(one => one.GetProperty("name").GetString()));

        var regions = ExportedFiles.Json((await SaveAsync(page, "3")).Bytes).GetProperty("features").EnumerateArray().ToArray();
        var car = regions.Single(one => one.GetProperty("properties").GetProperty("class").GetString() == "car");
        Assert.Equal(1, car.GetProperty("properties").GetProperty("region").GetInt32());
        Assert.Equal(coco.GetProperty("annotations").GetArrayLength(), regions.Length);

        await CheckPackAsync(await SaveAsync(page, "4"), sample);
        Assert.Equal(
            [("olga", "png", sample.Id, (string?)null, """["frame","mask","heat","regions"]"""), ("olga", "coco", sample.Id, null, "[]"), ("olga", "geojson", sample.Id, null, "[]"), ("olga", "pack", sample.Id, null, "[]")],
            await ExportSite.TakenAsync(hub));
        Assert.All(page.Requests, request => Assert.True(request.StartsWith(hub.Address.ToString(), StringComparison.Ordinal) || request.StartsWith("blob:", StringComparison.Ordinal), request));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task APictureOfAMapThatMayNotBeBelieved_SaysSo_InWordsStripesAndTheRecord()
    {
        var samples = new[] { "ok", "untrusted", "stale", "skipped" }.ToDictionary(status => status, status => SampleEvent.Of(Scene.Drawn(3), status));
        await using var hub = await ReviewHub.StartAsync([.. samples.Values]);
        await using var page = await ReviewPage.OpenAsync(browser, hub, "vera");
        foreach (var (status, sample) in samples)
        {
            await page.Page.EvaluateAsync($"location.hash = '#/event/{sample.Id}'");
            await page.Locator("#viewer[data-state=ready]").WaitForAsync();
            await Assertions.Expect(page.Locator("#viewer-canvas")).ToBeVisibleAsync();
            var plain = await PictureAsync();
            Assert.Equal(status != "ok", plain.HasStripes);
            Assert.Contains($"Event {sample.Id}", plain.Words);
            Assert.Contains("harbour-north / rover-07 / front", plain.Words);
            Assert.Contains("espnet-camvid 1.2.0", plain.Words);
            if (status == "ok")
            {
                Assert.Contains("EXPLAINED: Method integratedGradients, why car rather than road, test passed", plain.Words);
                continue;
            }

            Assert.Contains($"{status.ToUpperInvariant()}: ", plain.Words);
            Assert.Contains("No heat map is in this picture.", plain.Words);
            Assert.DoesNotContain("EXPLAINED", plain.Words);
            await page.Page.Keyboard.PressAsync("h");
            var asked = await PictureAsync();
            Assert.True(asked.HasStripes);
            if (status == "skipped") Assert.Equal(plain.Words, asked.Words);
            else
            {
                Assert.Contains("somebody asked for it: do not rely on it", asked.Words);
                Assert.Contains($"heat-{status}", asked.Words);
                Assert.NotEqual(plain.Pixels, asked.Pixels);
            }
        }

        var shown = (await ExportSite.TakenAsync(hub)).Select(one => one.Shown).ToArray();
        Assert.Equal([true, false, true, false, true, false, false], shown.Select(layers => layers.Contains("heat", StringComparison.Ordinal)));

        async Task<(string Words, bool HasStripes, int Pixels)> PictureAsync()
        {
            var (_, png) = await SaveAsync(page, "1");
            using var picture = Cv2.ImDecode(png, ImreadModes.Color);
            var top = await page.Page.EvaluateAsync<int>("document.querySelector('#viewer-canvas').height");
            // Left of every word there is paper, or stripes.
            using var left = new Mat(picture, new Rect(0, top, 14, picture.Height - top));
            using var black = new Mat();
            using var above = new Mat(picture, new Rect(0, 0, picture.Width, top));
            Cv2.InRange(left, new Scalar(0, 0, 0), new Scalar(0, 0, 0), black);
            above.GetArray(out Vec3b[] pixels);
            return (ExportedFiles.DescriptionOf(png), Cv2.CountNonZero(black) > 20, pixels.Aggregate(17, HashCode.Combine));
        }
    }

    [Fact]
    public async Task TheFilteredList_IsTakenAsTableTrainingSetAndPack()
    {
        var sample = SampleEvent.Of(Scene.Drawn(5));
        SampleEvent[] samples = [.. Enumerable.Range(0, 30).Select(i => ExportSite.Copy(sample, i, json => (json["device"], json["flags"]![0]!["rule"]) = (i < 20 ? "rover-07" : "rover-08", i == 3 ? "=cmd|'/c calc'!A0" : i == 4 ? Hostile : "lowMargin")))];
        await using var hub = await ReviewHub.StartAsync(folder => ExportSite.FillAsync(folder, samples), null, "Review:SecondShare=0");
        using var otto = await hub.SignedInAsync("otto");
        foreach (var i in new[] { 2, 3, 25 }) await otto.JudgeAsync(samples[i].Id, new { verdict = "confirm", shown = Thumb });
        await otto.JudgeAsync(samples[5].Id, new { verdict = "dismiss", reason = "=1+1, \"really\"", shown = Thumb });
        await using var page = await ReviewPage.OpenAsync(browser, hub, "ada");
        await page.Locator("#filter-device").SelectOptionAsync("rover-07");
        await Assertions.Expect(page.Locator("#events-count")).ToHaveTextAsync("17 to review · 20 frames");
        await page.Page.EvaluateAsync("document.activeElement.blur()");

        var (name, table) = await SaveAsync(page, "1");
        Assert.EndsWith(".csv", name);
        var rows = CsvReader.Read(Encoding.UTF8.GetString(table));
        var column = rows[0].Select((title, i) => (title, i)).ToDictionary(one => one.title, one => one.i);
        Assert.All(rows, row => Assert.Equal(column.Count, row.Count));
        Assert.Equal(samples[..20].Reverse().Select(one => one.Id), rows.Skip(1).Select(row => row[column["eventId"]]));
        Assert.Equal(["'=cmd|'/c calc'!A0", Hostile], [rows[17][column["rule"]], rows[16][column["rule"]]]);
        Assert.Equal(["dismiss", "'=1+1, \"really\"", "otto"], new[] { "verdict", "verdictReason", "verdictUser" }.Select(one => rows[15][column[one]]));

        using (var set = new ZipArchive(new MemoryStream((await SaveAsync(page, "2")).Bytes)))
        {
            var coco = ExportedFiles.Json(Bytes(set.GetEntry("annotations.json")!));
            Assert.Equal(new[] { 3, 2 }.Select(i => $"images/{samples[i].Id}.jpg"), coco.GetProperty("images").EnumerateArray().Select(one => one.GetProperty("file_name").GetString()));
            using var picture = Cv2.ImDecode(Bytes(set.GetEntry($"images/{samples[3].Id}.jpg")!), ImreadModes.Color);
            // The mask has as many pixels as the thumbnail, so it is the mask itself.
            Assert.Equal((320, 180), (picture.Width, picture.Height));
            Assert.Equal(Scene.Drawn(5).Indices, ExportedFiles.Draw(coco, 2));
        }

        using var folder = new TemporaryFolder();
        var files = await ExportedFiles.CheckedAsync(folder, (await SaveAsync(page, "3")).Bytes);
        Assert.Equal(20, files.Count(file => file.EndsWith("/event.json", StringComparison.Ordinal)));
        // Shared by all of them, so once.
        Assert.Equal(sample.Blobs.Count, files.Count(file => file.StartsWith("blobs/", StringComparison.Ordinal)));
        Assert.Equal([("ada", "csv"), ("ada", "coco-set"), ("ada", "pack-set")], (await ExportSite.TakenAsync(hub)).Select(one => (one.User, one.Kind)));
        Assert.All(await ExportSite.TakenAsync(hub), one => Assert.Equal("device=rover-07", one.Selection));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task WhatIsRefused_IsSaidInTheMenu_AndEscapeLeavesIt()
    {
        var sample = SampleEvent.Of(Scene.Drawn(0));
        await using var hub = await ReviewHub.StartAsync([sample], null, "Review:SecondShare=0");
        await using var page = await ReviewPage.OpenAsync(browser, hub, "ada");
        await Assertions.Expect(page.Locator("a.row")).ToHaveCountAsync(1);
        await page.Page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.Locator("#export-csv")).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await page.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#export-status")).ToContainTextAsync("no frame of this selection is confirmed");
        // Behind the menu no key judges.
        await page.Page.Keyboard.PressAsync("c");
        await page.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#export")).ToBeHiddenAsync();
        await page.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("#help")).ToContainTextAsync("Export this frame, or the list");
        using var olga = await hub.SignedInAsync("olga");
        Assert.False((await olga.JsonAsync($"/api/events/{sample.Id}")).GetProperty("review").GetProperty("reviewed").GetBoolean());
    }

    private static async Task<(string Name, byte[] Bytes)> SaveAsync(BrowserPage page, string key)
    {
        await page.Page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.Locator("#export")).ToBeVisibleAsync();
        return await ExportedFiles.SaveAsync(page, key);
    }

    private static async Task CheckPackAsync((string Name, byte[] Bytes) saved, SampleEvent sample)
    {
        using var folder = new TemporaryFolder();
        var files = await ExportedFiles.CheckedAsync(folder, saved.Bytes);
        var device = $"devices/{ExportSite.Site}_{ExportSite.Device}";
        Assert.Superset(new HashSet<string>([
            "README.txt", "SHA256SUMS", "manifest.json", $"events/{sample.Id}/event.json", $"events/{sample.Id}/verdicts.json", $"{device}/birth.json", $"{device}/ledger.json", $"{device}/gaps.ndjson",
            $"{device}/audit-{ExportSite.Epoch}.ndjson", .. sample.Blobs.Select(blob => $"blobs/{SampleEvent.HashOf(blob.Bytes)}{(blob.Kind == "heat" ? ".sgh" : blob.Kind == "mask" ? ".png" : ".jpg")}"),
        ]), files.ToHashSet());
        var pack = folder.File("pack");
        Assert.Equal(sample.Utf8(), await File.ReadAllBytesAsync(Path.Combine(pack, $"events/{sample.Id}/event.json"), Ct));
        var said = ExportedFiles.Json(await File.ReadAllBytesAsync(Path.Combine(pack, $"events/{sample.Id}/verdicts.json"), Ct)).GetProperty("verdicts");
        Assert.Equal(("otto", "lens or light"), (said[0].GetProperty("user").GetString(), said[0].GetProperty("reason").GetString()));

        // A part of the chain without a break: from the start before the frame to the signature behind it.
        var records = File.ReadLines(Path.Combine(pack, $"{device}/audit-{ExportSite.Epoch}.ndjson")).Select(line => AuditRecord.Read(Encoding.UTF8.GetBytes(line)).Message).ToArray();
        Assert.Equal([3L, 4, 5, 6], records.Select(record => record.Seq));
        Assert.All(records.Zip(records.Skip(1)), pair => Assert.Equal(pair.First.Hash, pair.Second.PrevHash));
        var ledger = ExportedFiles.Json(await File.ReadAllBytesAsync(Path.Combine(pack, $"{device}/ledger.json"), Ct));
        Assert.Equal(1, ledger.GetProperty("gapsInPack").GetInt32());

        // One changed byte, and the standard tool finds it.
        await File.AppendAllTextAsync(Path.Combine(pack, $"events/{sample.Id}/verdicts.json"), " ", Ct);
        var (code, output) = await ExportedFiles.Sha256SumAsync(pack);
        Assert.NotEqual(0, code);
        Assert.Contains($"events/{sample.Id}/verdicts.json: FAILED", output, StringComparison.Ordinal);
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
