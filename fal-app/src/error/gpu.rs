//! Failures of the GPU, recognized by their text (`docs/platform.md` §4.4).

/// What the caller learns of a failure of the GPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GpuFailure {
    OutOfMemory,
    Other,
}

/// A text tells of it that has all words of one line.
const OUT_OF_MEMORY: [&[&str]; 4] = [
    &["CUDA", "out of memory"],
    &["NVML_SUCCESS == r INTERNAL ASSERT FAILED"],
    &["CUDNN_STATUS_INTERNAL_ERROR"],
    &["cuDNN error: CUDNN_STATUS_NOT_SUPPORTED."],
];

/// A text tells of it that has one of these, in upper or lower case.
const OTHER: [&str; 9] = [
    "cuda", "cudnn", "nvml", "nccl", "cublas", "cufft", "cusolver", "cusparse", "triton",
];

impl GpuFailure {
    /// The failure that a text tells of; `None` where the GPU did not fail.
    pub(super) fn of(text: &str) -> Option<Self> {
        if OUT_OF_MEMORY
            .iter()
            .any(|words| words.iter().all(|word| text.contains(word)))
        {
            return Some(Self::OutOfMemory);
        }
        let text = text.to_lowercase();
        let other = OTHER.iter().any(|word| text.contains(word));
        other.then_some(Self::Other)
    }

    pub(super) fn detail(self) -> &'static str {
        match self {
            Self::OutOfMemory => "CUDA error: out of memory",
            Self::Other => "GPU error",
        }
    }
}
