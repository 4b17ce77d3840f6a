namespace SegEdge.Pipeline.Providers;

/// <summary>The provider is not to be had on this machine.</summary>
internal sealed class ProviderAbsentException(string message, Exception inner) : Exception(message, inner);
