using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using SegEdge.Testing;

namespace SegEdge.EndToEnd.Tests;

/// <summary>Exported files as somebody else's programs read them.</summary>
internal static class ExportedFiles
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // As the screenshots of the pages: for people to look at.
    private static string? Photographs => Environment.GetEnvironmentVariable("SEGEDGE_SCREENSHOTS") is { Length: > 0 } folder ? Directory.CreateDirectory(folder).FullName : null;

    /// <summary>Presses a key of the open export menu.</summary>
    /// <returns>What the browser saved.</returns>
    public static async Task<(string Name, byte[] Bytes)> SaveAsync(BrowserPage page, string key)
    {
        if (Photographs is { } folder) await page.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"export-menu-{key}.png") });
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.Keyboard.PressAsync(key));
        await Microsoft.Playwright.Assertions.Expect(page.Locator("#export")).ToBeHiddenAsync();
        await using var stream = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Ct);
        if (Photographs is { } kept) await File.WriteAllBytesAsync(Path.Combine(kept, $"{DateTime.UtcNow.Ticks}-{download.SuggestedFilename}"), bytes.ToArray(), Ct);
        return (download.SuggestedFilename, bytes.ToArray());
    }

    public static JsonElement Json(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        return document.RootElement.Clone();
    }

    /// <summary>Draws what a COCO file says of one picture: the class of each pixel, and 255 where no region is.</summary>
    public static byte[] Draw(JsonElement coco, int image)
    {
        var picture = coco.GetProperty("images").EnumerateArray().Single(one => one.GetProperty("id").GetInt32() == image);
        var (width, height) = (picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32());
        var drawn = new byte[width * height];
        Array.Fill(drawn, byte.MaxValue);
        foreach (var one in coco.GetProperty("annotations").EnumerateArray().Where(one => one.GetProperty("image_id").GetInt32() == image))
        {
            var (at, inside) = (0, false);
            foreach (var run in one.GetProperty("segmentation").GetProperty("counts").EnumerateArray().Select(n => n.GetInt32()))
            {
                for (var end = at + run; at < end; at++)
                    if (inside)
                    {
                        Assert.Equal(byte.MaxValue, drawn[(at % height * width) + (at / height)]);
                        drawn[(at % height * width) + (at / height)] = (byte)(one.GetProperty("category_id").GetInt32() - 1);
                    }

                inside = !inside;
            }

            Assert.Equal(drawn.Length, at);
        }

        return drawn;
    }

    /// <summary>Unpacks an audit pack and has <c>sha256sum -c</c> check it.</summary>
    /// <returns>Paths of its files.</returns>
    public static async Task<string[]> CheckedAsync(TemporaryFolder folder, byte[] zip)
    {
        await File.WriteAllBytesAsync(folder.File("pack.zip"), zip, Ct);
        var target = folder.File("pack");
        using (var archive = ZipFile.OpenRead(folder.File("pack.zip")))
            Assert.All(archive.Entries, entry => Assert.Matches("^[A-Za-z0-9_]+[A-Za-z0-9_./-]*$", entry.FullName.Replace("..", "<up>", StringComparison.Ordinal)));
        ZipFile.ExtractToDirectory(folder.File("pack.zip"), target);
        var (code, output) = await Sha256SumAsync(target);
        Assert.True(code == 0, output);
        string[] files = [.. Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(target, file)).Order(StringComparer.Ordinal)];
        Assert.Equal(files.Length - 1, File.ReadLines(Path.Combine(target, "SHA256SUMS")).Count());
        return files;
    }

    public static async Task<(int Code, string Output)> Sha256SumAsync(string folder)
    {
        using var sums = Process.Start(new ProcessStartInfo("sha256sum", ["-c", "SHA256SUMS"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await sums.StandardOutput.ReadToEndAsync(Ct) + await sums.StandardError.ReadToEndAsync(Ct);
        await sums.WaitForExitAsync(Ct);
        return (sums.ExitCode, output);
    }

    /// <summary>The words in a PNG.</summary>
    public static string DescriptionOf(byte[] png)
    {
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        var chunk = png.AsSpan(37, length + 4);
        Assert.StartsWith("iTXtDescription", Encoding.Latin1.GetString(chunk), StringComparison.Ordinal);
        var sum = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(37 + length + 4));
        Assert.Equal(System.IO.Hashing.Crc32.HashToUInt32(chunk), sum);
        return Encoding.UTF8.GetString(chunk["iTXtDescription\0\0\0\0\0".Length..]);
    }
}
