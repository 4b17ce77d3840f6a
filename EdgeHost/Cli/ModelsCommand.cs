using System.CommandLine;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Models;
using SegEdge.EdgeHost.Security;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Models.Signing;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge models list|pull|sign|verify|golden|swap</c>.</summary>
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

        return new Command("models", "List models, install, sign, verify or swap one; make golden frames.")
        {
            list, pull, Sign(), Verify(), ModelsGolden.Create(), ModelsSwap.Create(),
        };
    }

    private static Command Sign()
    {
        var model = new Argument<string>("MODEL") { Description = "Folder with model.json; every file in it is signed." };
        var key = new Option<string>("--key") { Description = "Private key: model.key of 'segedge keys model'.", Required = true, HelpName = "FILE" };
        var revision = new Option<long?>("--revision") { Description = "Must rise from release to release; by default the time in seconds since 1970.", HelpName = "N" };
        var command = new Command("sign", "Sign a model: writes model.sig beside model.json, with the sha256 of every file in the folder.") { model, key, revision };
        command.Act((parsed, _) =>
        {
            using var signer = SigningKey.Read(parsed.GetRequiredValue(key));
            if (!signer.IsPrivate) throw new UsageException($"{parsed.GetValue(key)} is a public key; signing needs the private one, model.key.");
            var (package, folder) = Open(parsed.GetRequiredValue(model));
            var seal = ModelSeal.Write(folder, package.Manifest, signer.Id, signer.Key, parsed.GetValue(revision) ?? DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            Report(seal, folder);
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Verify()
    {
        var model = new Argument<string>("MODEL") { Description = "A name of 'segedge models list', or a folder with model.json." };
        var key = new Option<string[]>("--key") { Description = "Public key that may have signed: model.pub; may be given often.", Required = true, HelpName = "FILE" };
        var command = new Command("verify", "Verify a model's signature and every file of its folder; names the files that are not as signed.") { model, key };
        command.Act((parsed, _) =>
        {
            var trust = TrustedKeys.Of(new ModelTrustOptions { Keys = parsed.GetRequiredValue(key), RequireSignature = true });
            var package = new ModelCatalog().Open(parsed.GetRequiredValue(model), trust);
            Report(package.Seal!, Path.GetDirectoryName(package.ModelPath)!);
            return Task.CompletedTask;
        });
        return command;
    }

    // The folder of a model that is whole: half a model must not get a signature.
    private static (ModelPackage Package, string Folder) Open(string model)
    {
        var package = new ModelCatalog().Open(model);
        return (package, Path.GetDirectoryName(package.ModelPath)!);
    }

    private static void Report(ModelSeal seal, string folder)
    {
        foreach (var (name, hash) in seal.Files.OrderBy(f => f.Key, StringComparer.Ordinal)) Console.WriteLine($"{hash}  {name}");
        Console.WriteLine($"{Path.Combine(folder, ModelSeal.FileName)}: {seal.Name} {seal.Version}, revision {seal.Revision}, {seal.Files.Count} files, signed with {seal.KeyId}");
    }

    private static void List(ModelCatalog catalog)
    {
        var (models, unreadable) = catalog.List();
        foreach (var (manifest, folder, installed) in models)
        {
            Console.WriteLine($"{manifest.Name,-16} {(installed ? "installed" : "not installed"),-14} {SizeOf(manifest)}  " +
                string.Join("; ", manifest.Heads.Select(h => $"{h.Name}: {string.Join(", ", h.Classes.Select(c => c.Name))}")));
            Console.WriteLine($"{"",-16} {manifest.Licence ?? "licence not stated"}. {manifest.Origin ?? "Origin not stated"}");
            if (installed) Console.WriteLine($"{"",-16} {folder}");
        }
        foreach (var problem in unreadable) Console.WriteLine($"unreadable: {problem}");
    }

    private static string SizeOf(ModelManifest manifest) => manifest is { Shapes: { } shapes, Input.Width: 0 }
        ? $"{shapes.Min[1]}x{shapes.Min[0]}..{shapes.Max[1]}x{shapes.Max[0]}"
        : $"{manifest.Input.Width}x{manifest.Input.Height}{(manifest.Tiling is { } tiling ? $" tiles of {tiling.Width}x{tiling.Height}" : "")}";

    private static async Task PullAsync(ModelCatalog catalog, string name, string? from, CancellationToken stopping)
    {
        var entry = catalog.Find(name);
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
