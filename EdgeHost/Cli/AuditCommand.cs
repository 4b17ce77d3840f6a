using System.CommandLine;
using System.Security.Cryptography;
using SegEdge.EdgeHost.Configuration;
using SegEdge.Telemetry;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge audit verify</c>: is the device's record of decisions whole and unchanged?</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "The record of the device's decisions.") { Verify() };

    private static Command Verify()
    {
        var file = new Option<FileInfo?>("--file") { Description = "A chain, one record a line; a .head file of its name beside it is checked too.", HelpName = "FILE" };
        var folder = new Option<DirectoryInfo?>("--folder") { Description = $"The folder with {AuditFile.Name}; without either the outbox folder of the configuration.", HelpName = "DIR" };
        var key = new Option<FileInfo?>("--key") { Description = "The device's public key (PEM): signatures in the chain must be by it.", HelpName = "FILE" };
        var config = new Option<string?>("--config", "-c") { Description = "Configuration file (JSON).", HelpName = "FILE" };
        var set = CommonOptions.Set();
        var command = new Command("verify", "Check that no record was changed, removed, inserted or moved; name the first that was.") { file, folder, key, config, set };
        command.Act((parsed, _) =>
        {
            var path = parsed.GetValue(file)?.FullName
                ?? Path.Combine(parsed.GetValue(folder)?.FullName ?? FolderOf(parsed.GetValue(config), parsed.GetValue(set) ?? []), AuditFile.Name);
            using var public_ = parsed.GetValue(key) is { } pem ? KeyOf(pem) : null;
            if (!File.Exists(path)) throw new UsageException($"{path}: no audit chain there. Name it with --file or --folder.");
            var chain = AuditFile.Verify(path, public_);
            Console.WriteLine($"{path}: {chain.Count} records, unbroken, the last is {chain.Last?.ToString() ?? "none"}, hash {chain.LastHash}."
                + (public_ is null ? "" : $" {chain.SignedHeads} signatures are by the given key."));
            return Task.CompletedTask;
        });
        return command;
    }

    private static string FolderOf(string? config, string[] set)
    {
        var (_, options, problems) = ConfigurationLoader.Load(config, set);
        if (problems.Count > 0) throw new UsageException([.. problems]);
        return OutboxFolder.Of(options) ?? throw new UsageException("Outbox:Folder is empty, so no chain stays on this device. Name one with --file.");
    }

    private static ECDsa KeyOf(FileInfo pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(pem.FullName));
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new UsageException($"--key {pem}: {e.Message} Expected a public key on P-256 in PEM.");
        }
    }
}
