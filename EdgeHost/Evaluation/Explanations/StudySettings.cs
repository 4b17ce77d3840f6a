using System.Text.Json;
using SegEdge.EdgeHost.Cli;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>What decides the numbers of a study beside its questions. It is kept beside the measurements: a study that goes on with other settings would
/// take maps made by the old ones as its own.</summary>
/// <param name="ModelSha256">Of the model file.</param>
/// <param name="Cells">Null: by the model's size.</param>
/// <param name="Passes">By method; 0 is as many as it can use. Methods may come later.</param>
/// <param name="Reference">Null: the one with the lowest v(0).</param>
internal sealed record StudySettings(string ModelSha256, string? Cells, bool Full, IReadOnlyDictionary<string, int> Passes, string? Reference = null, bool Randomise = false)
{
    /// <summary>Compares with what is kept, and keeps both.</summary>
    /// <exception cref="UsageException">They contradict each other; every contradiction is named.</exception>
    public void Hold(string path)
    {
        var passes = Passes.ToDictionary();
        if (File.Exists(path))
        {
            var kept = Read(path);
            var problems = new List<string>();
            if (kept.ModelSha256 != ModelSha256) problems.Add($"the model's sha256 was {kept.ModelSha256}, now {ModelSha256}");
            if (kept.Cells != Cells) problems.Add($"--cells was {kept.Cells ?? "absent"}, now {Cells ?? "absent"}");
            if (kept.Reference != Reference) problems.Add($"--reference was {kept.Reference ?? "absent"}, now {Reference ?? "absent"}");
            if (kept.Full != Full) problems.Add($"--full was {kept.Full}, now {Full}");
            if (kept.Randomise != Randomise) problems.Add($"--randomise was {kept.Randomise}, now {Randomise}");
            foreach (var (method, before) in kept.Passes)
                if (passes.TryAdd(method, before) is false && passes[method] != before) problems.Add($"{method} had {Words(before)}, now {Words(passes[method])}");
            if (problems.Count > 0) throw new UsageException($"{path}: this study was begun with other settings: {string.Join("; ", problems)}. Use the old ones, or another --out.");
        }
        File.WriteAllText(path, JsonSerializer.Serialize(this with { Passes = passes }, ExplanationReport.Indented));
    }

    private static StudySettings Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<StudySettings>(File.ReadAllText(path), ExplanationReport.Indented)
                is { ModelSha256: not null, Passes: not null } settings ? settings : throw new JsonException("it is incomplete");
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path}: no settings of a study ({e.Message}); use another --out.");
        }
    }

    private static string Words(int passes) => passes == 0 ? "all passes it can use" : $"{passes} passes";
}
