using OpenCvSharp;
using SegEdge.Explain;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A study with one seed: its lanes, and the picture before, of which wrong maps are made.</summary>
/// <param name="left">Receives what cannot be asked, and why.</param>
internal sealed class StudyRepetition(
    ModelPackage package, IReadOnlyList<StudyMethod> methods, IReadOnlyList<TargetRequest> targets, int seed, StudyOptions options, ICollection<string> left, CancellationToken stopping)
    : IDisposable
{
    private readonly StudyLane _lane = new(package, options, seed, stopping);
    private readonly RandomisedLane? _randomised = options.Randomise ? new RandomisedLane(package, options, seed, stopping) : null;
    private StudyPicture? _before;

    /// <summary>Every map of a picture that the log does not have.</summary>
    /// <param name="album">Null: nothing is drawn.</param>
    /// <param name="done">Called after every map.</param>
    public void Measure(string name, Mat shown, StudyLog log, MapAlbum? album, Action done)
    {
        var picture = new StudyPicture(name, seed, shown, targets, _lane, left);
        for (var target = 0; target < targets.Count; target++)
            foreach (var method in methods)
            {
                stopping.ThrowIfCancellationRequested();
                var map = new StudyMap(package.Manifest.Name, name, targets[target].ToString(), seed, method.Name);
                if (!log.Has(map) && picture.Question(target) is { } question) log.Add(map, Measure(picture, target, question, method, map, album));
                done();
            }
        _before?.Dispose();
        _before = picture;
    }

    public void Dispose()
    {
        _before?.Dispose();
        _randomised?.Dispose();
        _lane.Dispose();
    }

    private IEnumerable<(string Metric, double Value)> Measure(StudyPicture picture, int target, StudyQuestion question, StudyMethod method, StudyMap map, MapAlbum? album)
    {
        var answer = method.IsWrong ? WrongMaps.Make(method, picture, _before, target) : picture.Answer(target, method);
        var (region, asked) = (question.Target.Region, _lane.Aim(question));
        yield return ("passes", answer.Passes);
        if (answer.Took is { } took) yield return ("ms", took.TotalMilliseconds);
        yield return ("area", Attainable.Covered(region, question.Grid.Content, asked.Shape));
        yield return ("contrast", question.Contrast);
        if (answer.Cells is null) yield break;
        album?.Add(map, question.Picture, new SaliencyMap(answer.Cells, question.Grid, asked.Shape, method.Name, "", question.Seed, question.Target,
            question.Reference, asked.Full.LogOdds, asked.Empty.LogOdds, answer.Passes, answer.Took ?? TimeSpan.Zero, package.Sha256));
        foreach (var reading in MapJudge.Measure(asked, question.Grid, answer.Cells, options.Full, stopping)) yield return reading;
        if (method.IsWrong) yield break;
        if (SanityChecks.ClassContrast(picture, target, method) is { } contrast) yield return ("class-contrast", contrast);
        if (Randomised(picture.Name, question, method) is { } random)
            foreach (var reading in SanityChecks.Randomised(answer.Cells, random)) yield return reading;
    }

    private float[]? Randomised(string name, StudyQuestion question, StudyMethod method)
    {
        try
        {
            return _randomised?.Lane.Answer(question, method).Cells;
        }
        catch (ExplainException e)
        {
            left.Add($"{name}, {question.Target}, {method.Name}, of the randomised network: {e.Message}");
            return null;
        }
    }
}
