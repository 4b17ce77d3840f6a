using System.Globalization;
using SegEdge.Camera;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Security;
using SegEdge.Explain;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Golden;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Swap;

/// <summary>Puts another model in the place of the one that serves: loaded beside it, held against its golden frames, warmed up, changed between two frames,
/// and watched until so many frames were good. Until then, whatever happens, the old one is what this device starts with.</summary>
internal sealed class ModelSwapper(SegEdgeOptions options, ModelSlot slot, SwapFiles? files, PictureSize camera, PipelineMetrics metrics, long modelBytes, Func<long?> available)
{
    // Of the frames on trial: a shared processor makes a fifth of any model's frames late.
    private const double LateShare = 0.2;
    private const int LateFactor = 3;
    private static readonly TimeSpan LeastBudget = TimeSpan.FromMilliseconds(20);

    /// <param name="model">Path or name.</param>
    /// <returns>Whether the new model serves, and in words why or why not.</returns>
    public async Task<(bool Accepted, string Message)> SwapAsync(string model)
    {
        ServingModel next;
        try
        {
            next = Open(ServingModels.Load(options.Model, model));
        }
        catch (Exception e) when (e is ModelException or UsageException or ExplainException or CameraException or IOException or UnauthorizedAccessException)
        {
            return (false, $"{e.Message} Nothing was changed.");
        }
        catch (Pipeline.Engines.EngineMissingException e)
        {
            return (false, $"{e.Message}. Build it first: segedge engine build --model {model}. Nothing was changed.");
        }
        var (package, provider) = (next.Package, next.Model.Provider);
        var outcome = await slot.OfferAsync(next, Terms()).ConfigureAwait(false);
        if (!outcome.Accepted) return (false, $"{Name(package)} was rolled back: {outcome.Reason}");
        return (true, $"{Name(package)} on {provider.Name} serves: {outcome.Reason}. {Remember(package, model)}".TrimEnd());
    }

    /// <summary>What the old model's latencies say a new one may take.</summary>
    public SwapTerms Terms()
    {
        var budget = options.Model.Swap.LatencyBudgetMs is > 0 and var given
            ? TimeSpan.FromMilliseconds(given)
            : TimeSpan.FromMilliseconds(metrics.Recent.Read().P95Ms * LateFactor);
        return new SwapTerms(options.Model.Swap.GoodFrames, budget < LeastBudget ? LeastBudget : budget, (int)(options.Model.Swap.GoodFrames * LateShare));
    }

    private ServingModel Open(ModelPackage package)
    {
        if (package.Manifest.Golden is null)
            throw new ModelException($"{Name(package)} has no golden frames, so nothing can be held against it before it serves. Make some with 'segedge models golden', then sign it again.");
        CheckMemory(package);
        var next = ServingModels.Open(package, options);
        try
        {
            if (GoldenCheck.Fault(next.Model) is { } fault) throw new ModelException($"{Name(package)} disagrees with its golden frames: {fault}.");
            GoldenCheck.WarmUp(next.Model, camera);
            return next;
        }
        catch
        {
            next.Dispose();
            throw;
        }
    }

    // The one that runs is the measure: its weights, buffers and explain graphs, larger or smaller as the file is.
    private void CheckMemory(ModelPackage package)
    {
        long now = FileBytes(slot.Current.Package), then = FileBytes(package);
        // Weights are read into memory and laid out anew: no model takes less than twice its file.
        var needed = Math.Max((long)(modelBytes * Math.Max(1, (double)then / Math.Max(1, now))), 2 * then) + ((long)options.Model.Swap.ReserveMb << 20);
        if (available() is { } free && free < needed)
            throw new ModelException(string.Create(CultureInfo.InvariantCulture,
                $"{Name(package)} cannot be loaded beside the model that runs: {free >> 20:N0} MB are free, about {needed >> 20:N0} MB are needed with Model:Swap:ReserveMb. ")
                + "Stop the device, set Model:Path and start it again, or turn explanations off (Explain:Enabled).");
    }

    // It serves, whatever the disk says.
    private string Remember(ModelPackage package, string model)
    {
        try
        {
            files?.Point(new ModelPointer(options.Model.Path, model, package.Sha256, DateTimeOffset.UtcNow));
            if (options.Model.Trust.RequireSignature) TrustedKeys.Revisions.Remember(package.Seal!);
            return "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"But the next start takes the old one again: {e.Message}";
        }
    }

    private static long FileBytes(ModelPackage package) => new FileInfo(package.ModelPath) is { Exists: true } file ? file.Length : 0;

    private static string Name(ModelPackage package) => $"Model '{package.Manifest.Name}' {package.Manifest.Version} (sha256 {package.Sha256[..12]})";
}
