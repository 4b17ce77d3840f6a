using System.CommandLine;
using SegEdge.EdgeHost.Models;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge models list|pull</c>.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var list = new Command("list", "List the models that can be named, and whether their weights are installed.");
        list.Act((_, _) =>
        {
            List(new ModelCatalog());
            return Task.CompletedTask;
        });

        var name = new Argument<string>("NAME") { Description = "A name of 'segedge models list'." };
        var from = new Option<string?>("--from")
        {
            Description = "File or http(s) URL of the .onnx; the manifest's own URL if absent.",
            HelpName = "FILE|URL",
        };
        var pull = new Command("pull", "Copy a model's weights in, after verifying their sha256 against the manifest.") { name, from };
        pull.Act((parsed, stopping) => PullAsync(new ModelCatalog(), parsed.GetRequiredValue(name), parsed.GetValue(from), stopping));

        return new Command("models", "List models, or install one.") { list, pull };
    }

    private static void List(ModelCatalog catalog)
    {
        foreach (var (manifest, folder, installed) in catalog.List())
        {
            Console.WriteLine($"{manifest.Name,-16} {(installed ? "installed" : "not installed"),-14} {manifest.Input.Width}x{manifest.Input.Height}  " +
                string.Join("; ", manifest.Heads.Select(h => $"{h.Name}: {string.Join(", ", h.Classes.Select(c => c.Name))}")));
            Console.WriteLine($"{"",-16} {manifest.Licence ?? "licence not stated"}. {manifest.Origin ?? "Origin not stated"}");
            if (installed) Console.WriteLine($"{"",-16} {folder}");
        }
    }

    private static async Task PullAsync(ModelCatalog catalog, string name, string? from, CancellationToken stopping)
    {
        var known = catalog.List();
        var entry = known.FirstOrDefault(e => e.Manifest.Name == name)
            ?? throw new ModelException($"'{name}' is no known model. Known: {string.Join(", ", known.Select(e => e.Manifest.Name))}.");
        from ??= entry.Manifest.Url?.ToString()
            ?? throw new UsageException($"The manifest of '{name}' names no URL. Give the file with --from FILE|URL ({entry.Manifest.Origin}).");

        await using var read = await OpenAsync(from, stopping).ConfigureAwait(false);
        Console.WriteLine($"{name}: sha256 verified, installed in {catalog.Install(entry, read, from)}");
    }

    private static async Task<Stream> OpenAsync(string from, CancellationToken stopping)
    {
        if (!Uri.TryCreate(from, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            return File.Exists(from) ? File.OpenRead(from) : throw new UsageException($"{from}: no such file. Give the path of the .onnx file or its URL.");
        using var client = new HttpClient();
        try
        {
            return new MemoryStream(await client.GetByteArrayAsync(url, stopping).ConfigureAwait(false));
        }
        catch (HttpRequestException e)
        {
            throw new UsageException($"{url}: {e.Message} Download it elsewhere and give it with --from FILE.");
        }
    }
}
