using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Models;

/// <summary>Reads and writes manifests. Unknown keys, missing keys and wrong types are errors with file and line;
/// what only the values can say is listed whole.</summary>
public static class ManifestReader
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    /// <exception cref="ModelException">Every problem found, each naming the file.</exception>
    public static ModelManifest Read(string path)
    {
        var text = "";
        ModelManifest manifest;
        try
        {
            text = File.ReadAllText(path);
            manifest = JsonSerializer.Deserialize<ModelManifest>(text, Strict)
                ?? throw new ModelException($"{path}: holds 'null', expected a manifest. See docs/models.md.");
        }
        catch (JsonException e)
        {
            throw new ModelException($"{path}, line {e.LineNumber + 1}, at '{e.Path}': {new ManifestMistake(Strict).Explain(e, text)} See docs/models.md.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path}: cannot be read: {e.Message}", e);
        }
        var problems = Check(manifest).Select(problem => $"{path}: {problem}").ToArray();
        return problems.Length == 0 ? manifest : throw new ModelException(problems);
    }

    public static string Write(ModelManifest manifest) => JsonSerializer.Serialize(manifest, Strict);

    private static IEnumerable<string> Check(ModelManifest manifest)
    {
        // The serializer refuses null for a key, but lets it into a list.
        if (manifest.Heads.Any(head => head is null || head.Classes.Any(c => c is null)))
        {
            yield return "'heads' or a head's 'classes' holds null, expected an object. Remove it.";
            yield break;
        }
        if (Path.GetFileName(manifest.File) != manifest.File || manifest.File.Length == 0)
            yield return $"'file' is '{manifest.File}', expected the bare name of a file beside the manifest.";
        if (manifest.Sha256 is { } hash && !IsHash(hash))
            yield return $"'sha256' is '{hash}', expected 64 lower-case hexadecimal digits ('sha256sum {manifest.File}').";

        if (manifest.Golden is { } golden)
            foreach (var problem in Check(golden, manifest.Heads.Count)) yield return problem;

        var input = manifest.Input;
        foreach (var problem in InputSizeRules.Check(manifest)) yield return problem;
        if (input.Padding is not (null or (>= 0 and <= 255))) yield return $"'input.padding' is {input.Padding}, expected a grey level 0..255, e.g. 114.";
        if (input.Mean.Count != 3) yield return $"'input.mean' has {input.Mean.Count} values, expected 3.";
        if (input.Std.Count != 3 || input.Std.Any(s => s == 0)) yield return "'input.std' needs 3 values other than 0.";
        if (input.Scale == 0) yield return "'input.scale' is 0, expected e.g. 0.00392156862745098 (1/255) or 1.";

        var manyExpected = manifest.Task == ModelTask.MultiHead;
        if (manyExpected ? manifest.Heads.Count < 2 : manifest.Heads.Count != 1)
            yield return $"'heads' has {manifest.Heads.Count}, a '{Name(manifest.Task)}' model has {(manyExpected ? "two or more" : "one")}.";
        foreach (var (head, i) in manifest.Heads.Select((head, i) => (head, i)))
            foreach (var problem in Check(manifest.Task, head)) yield return $"'heads[{i}]' ({head.Name}): {problem}";
        foreach (var twice in manifest.Heads.GroupBy(h => h.Name).Where(g => g.Count() > 1))
            yield return $"two heads are named '{twice.Key}'; names of heads must differ.";
        foreach (var twice in manifest.Heads.SelectMany(h => h.OutputNames.Select(o => (h.Name, Output: o))).GroupBy(h => h.Output).Where(g => g.Count() > 1))
            yield return $"heads {string.Join(" and ", twice.Select(h => $"'{h.Name}'"))} read the output '{twice.Key}'; each needs its own.";
    }

    private static IEnumerable<string> Check(ModelGolden golden, int heads)
    {
        if (golden.Agreement is not (> 0 and <= 1)) yield return $"'golden.agreement' is {golden.Agreement}, expected a share above 0, at most 1.";
        if (golden.Frames.Count == 0) yield return "'golden.frames' is empty. Make frames with 'segedge models golden', or leave 'golden' out.";
        foreach (var (frame, i) in golden.Frames.Select((frame, i) => (frame, i)))
        {
            if (frame is null || frame.Masks.Any(m => m is null))
            {
                yield return $"'golden.frames[{i}]' is or holds null, expected an object.";
                continue;
            }
            if (frame.Masks.Count != heads) yield return $"'golden.frames[{i}].masks' has {frame.Masks.Count}, expected one for each of {heads} heads.";
            foreach (var (file, hash) in frame.Masks.Select(m => (m.File, m.Sha256)).Prepend((frame.File, frame.Sha256)))
            {
                if (!IsInside(file)) yield return $"'golden.frames[{i}]' names '{file}', expected the path of a file within the model's folder.";
                if (!IsHash(hash)) yield return $"'golden.frames[{i}]': the sha256 of '{file}' is '{hash}', expected 64 lower-case hexadecimal digits.";
            }
        }
    }

    private static IEnumerable<string> Check(ModelTask task, ModelHead head)
    {
        if (head.Name.Length == 0 || head.Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            yield return "'name' may hold letters, digits, '-' and '_': it names a folder.";
        if (task == ModelTask.MultiHead && head.Kind is null)
            yield return "'kind' is missing; a multi-head model says for each head: logits, argmax, binary, multi-label or proto-instances.";
        var kind = head.KindIn(task);
        if (kind == HeadKind.Binary && head.Classes.Count != 2)
            yield return $"'classes' lists {head.Classes.Count}, a binary head has 2 (class 0, class 1).";
        if (head.Classes.Count is < 2 or > 255)
            yield return $"'classes' lists {head.Classes.Count}, expected 2..255.";
        if (head.Threshold is not (> 0 and < 1))
            yield return $"'threshold' is {head.Threshold}, expected a probability between 0 and 1.";
        foreach (var problem in InstanceCheck.Problems(kind, head)) yield return problem;
        foreach (var c in head.Classes.Where(c => !IsColor(c.Color)))
            yield return $"class '{c.Name}' has the color '{c.Color}', expected '#rrggbb'.";
        foreach (var twice in head.Classes.GroupBy(c => c.Color, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1))
            yield return $"classes {string.Join(" and ", twice.Select(c => $"'{c.Name}'"))} share the color {twice.Key}; colours must differ.";
        foreach (var twice in head.Classes.GroupBy(c => c.Name).Where(g => g.Count() > 1))
            yield return $"two classes are named '{twice.Key}'.";
    }

    private static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    private static bool IsInside(string path) =>
        path.Length > 0 && !Path.IsPathRooted(path) && path.Split('/', '\\').All(part => part is not ("" or "." or ".."));

    private static bool IsColor(string text) => text is ['#', ..] && text.Length == 7 && text.Skip(1).All(char.IsAsciiHexDigit);

    private static string Name(ModelTask task) => JsonSerializer.Serialize(task, Strict).Trim('"');
}
