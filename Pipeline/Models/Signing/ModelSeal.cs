using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Models.Signing;

/// <summary>The signature over a model's folder, in <c>model.sig</c> beside its manifest: the sha256 of every file in it, signed.</summary>
/// <remarks>The parts of OpenSSF model signing: a DSSE envelope around an in-toto statement (v1) whose subjects are the files. The predicate is our
/// own, so that tools of others read it but do not take it for theirs.</remarks>
/// <param name="KeyId">RFC 7638 thumbprint of the key.</param>
/// <param name="Revision">Rises with every signing; a device that has run a higher one refuses this.</param>
/// <param name="Files">sha256 in lower-case hexadecimal by path within the folder, '/' between folders.</param>
public sealed record ModelSeal(string KeyId, string Name, string Version, long Revision, IReadOnlyDictionary<string, string> Files)
{
    public const string FileName = "model.sig";

    private const string PayloadType = "application/vnd.in-toto+json", StatementType = "https://in-toto.io/Statement/v1", PredicateType = "urn:segedge:model:v1";

    // 1 MB is some thousand files; what is larger is no signature of ours.
    private const int MostBytes = 1 << 20;

    /// <summary>Signs the folder as it is now and writes <see cref="FileName"/>, replacing an older one.</summary>
    public static ModelSeal Write(string folder, ModelManifest manifest, string keyId, ECDsa key, long revision)
    {
        var files = HashesOf(folder);
        var statement = new Statement(
            StatementType, [.. files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => new Subject(f.Key, new Digest(f.Value)))], PredicateType,
            new Predicate(manifest.Name, manifest.Version, revision));
        var envelope = SealEnvelope.Sign(JsonSerializer.SerializeToUtf8Bytes(statement, SealJson.Default.Statement), PayloadType, keyId, key);
        File.WriteAllText(Path.Combine(folder, FileName), envelope.ToString());
        return new ModelSeal(keyId, manifest.Name, manifest.Version, revision, files);
    }

    /// <summary>Reads the folder's signature. What it says is believed only after it was verified; the files are not looked at.</summary>
    /// <param name="keys">Those that may sign, by their id.</param>
    /// <exception cref="ModelException">There is none, it is damaged, by another key, or does not fit what it signs.</exception>
    public static ModelSeal Read(string folder, IReadOnlyDictionary<string, ECDsa> keys)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new ModelException($"{path}: no such file: the model is not signed. Sign it with 'segedge models sign {folder} --key model.key'.");
        try
        {
            if (new FileInfo(path).Length > MostBytes) throw new JsonException($"it has more than {MostBytes:N0} bytes");
            var (payload, keyId) = SealEnvelope.Parse(File.ReadAllBytes(path)).Open(PayloadType, keys);
            return Believe(keyId, JsonSerializer.Deserialize(payload, SealJson.Default.Statement) ?? throw new JsonException("it signs 'null'"));
        }
        catch (ModelException e)
        {
            throw new ModelException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or CryptographicException)
        {
            throw new ModelException($"{path}: no readable signature: {e.Message} Sign the model again with 'segedge models sign'.", e);
        }
    }

    /// <summary>Holds the folder against the signature: the same files, each the same.</summary>
    /// <exception cref="ModelException">Every file that was changed, is missing, or was added; the first in order of their names first.</exception>
    public void Verify(string folder)
    {
        var found = HashesOf(folder);
        var problems = Files.Keys.Union(found.Keys).Order(StringComparer.Ordinal)
            .Select(name => (Path: Path.Combine(folder, name), Signed: Files.GetValueOrDefault(name), Found: found.GetValueOrDefault(name)))
            .Where(f => f.Signed != f.Found)
            .Select(f => f switch
            {
                { Signed: null } => $"{f.Path}: is not in the signature of '{KeyId}'. Remove it, or sign the model again.",
                { Found: null } => $"{f.Path}: no such file, but the signature of '{KeyId}' has it. Copy the model again.",
                _ => $"{f.Path}: was changed after '{KeyId}' signed it: sha256 is {f.Found}, signed was {f.Signed}. Copy the model again.",
            }).ToArray();
        if (problems.Length > 0) throw new ModelException(problems);
    }

    private static Dictionary<string, string> HashesOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')))
        .Where(f => f.Name != FileName)
        .ToDictionary(f => f.Name, f => ModelPackage.HashOf(f.Path));

    private static ModelSeal Believe(string keyId, Statement statement)
    {
        if (statement.Type != StatementType || statement.PredicateType != PredicateType)
            throw new JsonException($"it is a '{statement.PredicateType}' in a '{statement.Type}', expected '{PredicateType}' in '{StatementType}'");
        return new ModelSeal(keyId, statement.Predicate.Name, statement.Predicate.Version, statement.Predicate.Revision,
            statement.Subject.ToDictionary(s => s.Name, s => s.Digest.Sha256));
    }

    internal sealed record Statement([property: JsonPropertyName("_type")] string Type, IReadOnlyList<Subject> Subject, string PredicateType, Predicate Predicate);

    internal sealed record Subject(string Name, Digest Digest);

    internal sealed record Digest(string Sha256);

    internal sealed record Predicate(string Name, string Version, long Revision);
}
