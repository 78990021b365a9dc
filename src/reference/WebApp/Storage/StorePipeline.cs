using Polly;
using Polly.Retry;

namespace WebApp.Storage;

/// <summary>How every store runs an operation: within a time limit, retries included, and only what may be retried is.</summary>
internal static class StorePipeline
{
    public static ResiliencePipeline Create(TimeSpan limit, TimeSpan retryDelay, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(limit)
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<StoreException>(e => e.Failure.MayRetry),
                MaxRetryAttempts = 2,
                Delay = retryDelay,
                BackoffType = DelayBackoffType.Constant,
            })
            .Build();
}
